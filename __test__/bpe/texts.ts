/** Texts in which the rules of splits meet: scripts, marks, spaces of every kind, contractions, runs. */

const characters = [
  ..."abzABZ stTrReEldDmMvV''  \t\r\n\n0123456789.,!?/-_()[]{}#@$%^&*+=<>|~`\"",
  ..."éßñſκжДЖ中文字日本語한국어हिन्दीعربىעב½²٣ǅʰⅧİı😀👩🇩",
  ..."\u0301\u200D\u200B\uFEFF\u0085\u00A0\u3000\u2028\u0000",
];
const words = [
  ..."the of function return null https www hello World don't I'll we've THE'S camelCase snake_case".split(
    " ",
  ),
  ..."1234567 3.14159 // if ( ) { } \n\n \t 's".split(" "),
];

/** A small generator of its own, so that a failing text can be made again from its number. */
function random(seed: number): (below: number) => number {
  let state = (seed + 1) * 0x9e3779b1;
  return (below) => {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    return state % below;
  };
}

/**
 * The text of a number.
 *
 * @param seed Its number.
 * @returns 1 to 400 characters.
 */
export function textOf(seed: number): string {
  const draw = random(seed);
  const pick = <T>(items: readonly T[]): T => items[draw(items.length)] as T;
  switch (draw(4)) {
    case 0:
      return Array.from({ length: 1 + draw(6) }, () => pick(words) + pick([" ", "  ", "\n", "", "'s "])).join(
        "",
      );
    case 1:
      return pick(characters).repeat(1 + draw(400));
    default:
      return Array.from({ length: 1 + draw(24) }, () => pick(characters)).join("");
  }
}
