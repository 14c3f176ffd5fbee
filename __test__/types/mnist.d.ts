/** What the examples use of the package `mnist`, which carries no types: for each digit, its images. */
declare module "mnist" {
  const digits: readonly { get(which: number): number[] }[];
  export default digits;
}
