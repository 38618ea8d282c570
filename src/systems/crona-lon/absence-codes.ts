/**
 * The codes of absence that PAXml has (tidkod in http://www.paxml.se/2.0/paxml.xsd). Crona Lön pays each by the wage types that
 * belong to it: Register > Löneartsstyrning. What they stand for: https://github.com/blinfo/paxml4j.
 */
import type { AbsenceType } from '../system.ts'

const names: Readonly<Record<string, string>> = {
  SJK: 'Sick leave (sjuk); Crona decides on the waiting period and sick pay',
  SJK_KAR: 'Sick leave, waiting period (karens)',
  SJK_LÖN: 'Sick leave with sick pay (sjuklön)',
  SJK_ERS: 'Sick leave with sickness benefit (sjukersättning)',
  SJK_PEN: 'Sick leave with sickness allowance (sjukpenning)',
  ASK: 'Industrial injury (arbetsskada)',
  HAV: 'Maternity allowance (havandeskapspenning)',
  FPE: 'Parental leave (föräldrapenning)',
  VAB: 'Care of a sick child (vård av barn)',
  SMB: 'Carrier of an infection (smittbärare)',
  UTB: 'Education (utbildning)',
  MIL: 'Military service (militärtjänst)',
  SVE: 'Swedish for immigrants (svenska för invandrare)',
  NÄR: 'Care of somebody close (närståendevård)',
  TJL: 'Leave (tjänstledig)',
  SEM: 'Vacation (semester); Crona decides which days',
  SEM_BET: 'Vacation, paid days (betald)',
  SEM_SPA: 'Vacation, saved days (sparad)',
  SEM_OBE: 'Vacation, unpaid days (obetald)',
  SEM_FÖR: 'Vacation in advance (förskott)',
  KOM: 'Compensatory leave (kompledig)',
  PEM: 'Leave of absence (permission)',
  PER: 'Laid off (permittering)',
  FAC: 'Union work (fackligt arbete)',
  ATK: 'Working hours account (arbetstidskonto)',
  KON: 'Contact days (kontaktdagar)',
  PAP: 'Paternity leave (pappaledig)',
  ATF: 'Shorter working hours (arbetstidsförkortning)',
}

export const absenceTypes: readonly AbsenceType[] = [
  ...Object.entries(names).map(([code, name]) => ({ code, name })),
  ...Array.from({ length: 9 }, (_, index) => ({
    code: `FR${index + 1}`,
    name: `Other absence ${index + 1} (as your company has agreed)`,
  })),
]
