/**
 * A Swedish account number in two fields, by the names of Fortnox' API. "Clearingnr" and "Bankkontonr" hold digits only; a clearing number has 4
 * digits, and where it has 5 it may be filled in with 4 or with 5:
 * https://support.fortnox.se/produkthjalp/lon/clearingnummer-och-bankkontonummer-pa-personalkortet
 */

interface AccountParts {
  ClearingNo: string
  BankAccountNo: string
}

/** `number` is digits only, clearing number first; a sentence where nobody can tell the two apart, or it is no account. */
export function accountParts(number: string): AccountParts | string {
  if (!/^\d+$/.test(number)) return 'A Swedish account has digits only.'
  if (number.length < 6 || number.length > 15) {
    return 'A Swedish account has its clearing number and 2 to 11 more digits.'
  }
  if (!number.startsWith('8')) return number.length === 15 ? tooLong : split(number, 4)
  return swedbankParts(number)
}

const tooLong = 'A Swedish account that does not begin with 8 has at most 14 digits with its clearing number.'

/**
 * Swedbank's clearing numbers from 8000 on have a fifth digit, a check digit, which many people leave out. Where one stands
 * in the fifth place it may just as well be the first of the account, unless the number is too long for that.
 */
function swedbankParts(number: string): AccountParts | string {
  const isChecked = checkDigit(number.slice(0, 4)) === number[4]
  if (number.length === 15) {
    return isChecked ? split(number, 5) : 'The fifth digit of the clearing number is wrong.'
  }
  if (!isChecked) return split(number, 4)
  return 'It does not show whether the clearing number has four or five digits. Fill the account up to 15 digits, with the fifth digit of the clearing number and then zeros before the account.'
}

function split(number: string, at: number): AccountParts {
  return { ClearingNo: number.slice(0, at), BankAccountNo: number.slice(at) }
}

/** Modulus 10: ISO/IEC 7812-1, annex B. */
function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}
