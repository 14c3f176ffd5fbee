/**
 * The look of a report: one column on a phone, cards side by side where there is room, light and dark.
 *
 * @module
 */

const LIGHT = `--page:#f6f7f9;--card:#fff;--ink:#17202c;--soft:#566072;--line:#c4cad4;--grid:#e6e9ee;--accent:#1d5fc4;
--s1:#1d5fc4;--s2:#c2500a;--s3:#6b7280;--s4:#0d7d6c;--s5:#8a3fc0;--s6:#a8780a;--heat:#1d5fc4;--on-heat:#fff;
--warn:#fff4dc;--warn-ink:#6d4a00;--chip:#e9f0fb;--chip-ink:#163f7d`;
const DARK = `--page:#10141b;--card:#181e28;--ink:#e8ecf3;--soft:#a3adbd;--line:#3d4757;--grid:#283040;--accent:#82b4ff;
--s1:#82b4ff;--s2:#ffa168;--s3:#97a1b2;--s4:#55d0bb;--s5:#cba4f5;--s6:#e3bd5b;--heat:#82b4ff;--on-heat:#0b0f15;
--warn:#3a2f14;--warn-ink:#f5dc9f;--chip:#22324d;--chip-ink:#cfe1ff`;

/** The style sheet, without any reference to the outside. */
export const STYLE: string = `
:root{color-scheme:light dark;${LIGHT}}
@media(prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
main,header,footer{max-width:1080px;margin:0 auto;padding:0 16px}
header{padding-top:32px}
h1{font-size:clamp(1.5rem,5vw,2.1rem);line-height:1.2;margin:0 0 8px;letter-spacing:-.01em}
h2{font-size:1.25rem;line-height:1.3;margin:40px 0 4px}
h3{font-size:1rem;margin:0}
p{margin:0 0 12px;max-width:70ch}
.lead{font-size:1.08rem;color:var(--soft)}
.soft{color:var(--soft)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,200px),1fr));gap:12px;margin:20px 0;padding:0}
.facts div{background:var(--card);border:1px solid var(--grid);border-radius:12px;padding:12px 16px}
.facts dt{font-size:.85rem;color:var(--soft)}
.facts dd{margin:0;font-size:1.2rem;font-weight:650;line-height:1.3}
.facts dd small{display:block;font-size:.85rem;font-weight:400;color:var(--soft)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:0 0 8px}
a{color:var(--accent)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:16px;margin-top:12px;align-items:start}
.cards>:only-child{max-width:720px}
.card,figure{background:var(--card);border:1px solid var(--grid);border-radius:12px;padding:16px;margin:0;min-width:0}
figure svg{display:block;width:100%;height:auto;max-width:620px;margin:8px auto}
figcaption p,.card p{margin:4px 0 8px;font-size:.95rem}
.stack{display:grid;gap:16px;margin-top:12px}.stack>.cards{margin-top:0}
.key{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:4px 0 0;padding:0;font-size:.88rem;color:var(--soft)}
.key i{display:inline-block;vertical-align:middle;margin-right:6px;width:18px}
.key .dot{width:10px;height:10px;border-radius:50%;background:var(--c)}
.key .ring{width:12px;height:12px;border-radius:50%;border:2px solid var(--c)}
.key .line{border-top:3px solid var(--c)}
.key .dash{border-top:2px dashed var(--c)}
.key .box{width:12px;height:12px;border-radius:3px;background:var(--c)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.scroll{position:relative;overflow-x:auto;margin-top:8px;background:linear-gradient(90deg,var(--card) 30%,transparent) 0 0/40px 100% no-repeat local,linear-gradient(270deg,var(--card) 30%,transparent) 100% 0/40px 100% no-repeat local,linear-gradient(90deg,var(--line),transparent) 0 0/10px 100% no-repeat scroll,linear-gradient(270deg,var(--line),transparent) 100% 0/10px 100% no-repeat scroll}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;color:var(--soft);font-size:.85rem;padding-bottom:4px}
th,td{text-align:left;padding:6px 10px 6px 0;border-bottom:1px solid var(--grid);vertical-align:top;font-weight:400}
thead th{color:var(--soft);font-size:.82rem;vertical-align:bottom}
tbody tr:last-child>*{border-bottom:0}
.n{text-align:right;white-space:nowrap}
.n small{white-space:normal}
@media(max-width:520px){.card,figure{padding:12px}th,td{padding:6px 7px 6px 0}table{font-size:.85rem}}
details{margin-top:8px}
summary{cursor:pointer;color:var(--accent);font-size:.92rem}
details caption{display:none}
.chips{display:inline-flex;flex-wrap:wrap;gap:4px}
.chip{background:var(--chip);color:var(--chip-ink);border-radius:6px;padding:1px 8px;font-size:.88rem;white-space:nowrap}
.blocks{display:flex;flex-wrap:wrap;gap:12px;margin:12px 0;padding:0;list-style:none}
.blocks li{border:2px solid var(--line);border-radius:10px;padding:8px 12px}
.blocks b{display:block;font-size:.8rem;font-weight:400;color:var(--soft)}
.pictures{list-style:none;display:flex;flex-wrap:wrap;gap:12px;margin:12px 0 0;padding:0}
.pictures li{text-align:center;font-size:.82rem;color:var(--soft)}
.pictures img{display:block;image-rendering:pixelated;border:1px solid var(--grid);border-radius:6px;max-width:100%}
.warn{background:var(--warn);color:var(--warn-ink);border-radius:10px;padding:10px 14px;margin:12px 0;max-width:none}
.warn ul{margin:0;padding-left:18px}
pre{background:var(--card);border:1px solid var(--grid);border-radius:10px;padding:12px 14px;overflow-x:auto;font:.88rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre-wrap}
footer{padding-top:24px;padding-bottom:48px;color:var(--soft);font-size:.9rem}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media print{:root{${LIGHT}}.card,figure{break-inside:avoid}}
`;
