import type { AbsenceType } from '../system.ts'

/**
 * The causes of `/absencetransactions`: no endpoint lists them. All but the last four are in the API's description; those
 * are in Fortnox and in the vendor's former .NET client (softwerkab/fortnox-csharp-api-sdk, 2025).
 */
export const absenceTypes: readonly AbsenceType[] = [
  { code: 'SEM', name: 'Vacation (semester)' },
  { code: 'SJK', name: 'Sick leave (sjukfrånvaro)' },
  { code: 'VAB', name: 'Care of a sick child (vård av barn)' },
  { code: 'FPE', name: 'Parental leave (föräldraledig)' },
  { code: 'PAP', name: 'Ten days at a birth (pappadagar)' },
  { code: 'HAV', name: 'Pregnancy benefit (graviditetspenning)' },
  { code: 'PEM', name: 'Paid leave (permission)' },
  { code: 'TJL', name: 'Unpaid leave (tjänstledig)' },
  { code: 'KOM', name: 'Compensatory leave (kompledig)' },
  { code: 'NAR', name: 'Care of a relative (närståendevård)' },
  { code: 'ASK', name: 'Work injury (arbetsskada)' },
  { code: 'SMB', name: 'Carrier of an infection (smittbärare)' },
  { code: 'MIL', name: 'Military service (militärtjänst)' },
  { code: 'PER', name: 'Furlough (permitterad)' },
  { code: 'UTB', name: 'Trade union training (facklig utbildning)' },
  { code: 'SVE', name: 'Swedish for immigrants (svenska för invandrare)' },
  { code: 'FRA', name: 'Other absence (frånvaro övrigt)' },
  { code: 'OS1', name: 'Sick, inconvenient hours 1 (sjuk-OB 1)' },
  { code: 'OS2', name: 'Sick, inconvenient hours 2 (sjuk-OB 2)' },
  { code: 'OS3', name: 'Sick, inconvenient hours 3 (sjuk-OB 3)' },
  { code: 'OS4', name: 'Sick, inconvenient hours 4 (sjuk-OB 4)' },
  { code: 'OS5', name: 'Sick, inconvenient hours 5 (sjuk-OB 5)' },
  { code: 'OS6', name: 'Sick, inconvenient hours 6 (sjuk-OB 6)' },
  { code: 'OS7', name: 'Sick, inconvenient hours 7 (sjuk-OB 7)' },
  { code: 'ATF', name: 'Reduced working hours (arbetstidsförkortning)' },
  { code: 'FRX', name: 'Flexitime, negative (flextid-)' },
]
