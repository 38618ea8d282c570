/** An absence as it is sent: whole days, a grade, a type that the payroll system knows. */

/** There is no way from payroll to Huma for it: only the systems' absence writers take one. */
export interface Absence {
  /** Huma's, or one made from what identifies it in an imported file. */
  id: string
  /** The payroll system's own code, as mapped by the administrator. */
  code: string
  /** ISO 8601 dates; both days are part of it. */
  startDate: string
  endDate: string
  /** Of a working day, more than 0 and at most 100. */
  percentage: number
}
