/** The package describes its CommonJS build as if it were an ES module; this is what it really exports. */
declare module 'personnummer' {
  export default class Personnummer {
    /** Throws for what is no Swedish identity number. */
    static parse(number: string): Personnummer
    static valid(number: string): boolean
    /** With the century (12 digits) when `long`. */
    format(long: boolean): string
  }
}
