/**
 * What the system says to people, in the language of the token's owner. The Norwegian sentences are its own, as far as
 * they were ever observed. Not documented: the English ones (but for `notNull`, `length` and `validationFailed`), and
 * every sentence marked "ours".
 */

export type Language = 'no' | 'en'
export type Text = Readonly<Record<Language, string>>

export const texts = {
  validationFailed: { no: 'Validering feilet.', en: 'Validation failed.' },
  notNull: { no: 'Kan ikke være null.', en: 'Cannot be null.' },
  notEmpty: { no: 'Feltet kan ikke være tomt.', en: 'The field cannot be empty.' },
  wrongType: {
    no: 'Verdien er ikke av korrekt type for dette feltet.',
    en: 'The value is not of the correct type for this field.',
  },
  unknownField: { no: 'Feltet eksisterer ikke i objektet.', en: 'The field does not exist in the object.' },
  mustBeFilledIn: { no: 'Feltet må fylles ut.', en: 'The field must be filled in.' },
  badFormat: { no: 'Ugyldig format.', en: 'Invalid format.' },
  exists: { no: 'Finnes fra før.', en: 'Already exists.' },
  numberInUse: { no: 'Nummeret er i bruk.', en: 'The number is in use.' },
  idList: {
    no: 'Listen med ID-er må være en kommaseparert liste med positive heltall.',
    en: 'The list of IDs must be a comma-separated list of positive integers.',
  },
  idOnCreate: {
    no: 'ID kan ikke settes når man oppretter et objekt.',
    en: 'ID cannot be set when creating an object.',
  },
  userTypeEmpty: { no: 'Brukertype kan ikke være "0" eller tom.', en: 'User type cannot be "0" or empty.' },
  emailInUse: {
    no: 'Det finnes allerede en bruker med denne e-postadressen.',
    en: 'There is already a user with this e-mail address.',
  },
  emailMissing: { no: 'Må angis for Tripletex-brukere.', en: 'Must be given for Tripletex users.' },
  emailFixed: { no: 'email kan ikke endres.', en: 'email cannot be changed.' },
  addressTaken: {
    no: 'Adressen er registrert på en annen ansatt.',
    en: 'The address is registered on another employee.',
  },
  divisionMissing: {
    no: 'Arbeidsforholdet må knyttes til en virksomhet/underenhet.',
    en: 'The employment must be linked to a division.',
  },
  detailsTooEarly: {
    no: 'Dato på lønnsraden er før arbeidsforholdets startdato.',
    en: 'The date of the salary row is before the start date of the employment.',
  },
  hoursExist: {
    no: 'Det er allerede registrert timer på den ansatte på denne dagen.',
    en: 'Hours are already registered on the employee on this day.',
  },
  activityUnusable: { no: 'Aktiviteten kan ikke benyttes.', en: 'The activity cannot be used.' },
  periodEmpty: {
    no: "'From and including' is greater than or equal 'To and excluding'",
    en: "'From and including' is greater than or equal 'To and excluding'",
  },
  consumerTokenInvalid: {
    no: 'The consumer token is invalid or does not exist.',
    en: 'The consumer token is invalid or does not exist.',
  },
  // Ours from here on.
  employeeTokenInvalid: {
    no: 'The employee token is invalid or does not exist.',
    en: 'The employee token is invalid or does not exist.',
  },
  dateTooEarly: { no: 'Datoen må være senere enn i dag.', en: 'The date must be later than today.' },
  endBeforeStart: { no: 'Sluttdato er før startdato.', en: 'The end date is before the start date.' },
  startAfterDetails: {
    no: 'Startdato kan ikke være etter den andre lønnsraden.',
    en: 'The start date cannot be after the second salary row.',
  },
  shiftHoursMissing: { no: 'Må angis for skiftarbeid.', en: 'Must be given for shift work.' },
  notAllowed: { no: 'Verdien er ikke tillatt.', en: 'The value is not allowed.' },
  incompleteAbroadPayment: {
    no: 'Krever IBAN, BIC og bankens land.',
    en: 'Needs IBAN, BIC and the country of the bank.',
  },
  inUse: { no: 'Avdelingen er i bruk.', en: 'The department is in use.' },
  outOfRange: { no: 'Verdien er utenfor det tillatte området.', en: 'The value is out of range.' },
} as const satisfies Record<string, Text>

export function lengthBetween(least: number, most: number): Text {
  return {
    no: `Feltet har ikke korrekt lengde. Det må være mellom ${least} og ${most}.`,
    en: `Length of field must be between ${least} and ${most}.`,
  }
}
