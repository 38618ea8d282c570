/**
 * Lists that every company has. Only the ids and names that are said to be observed are the system's own; the others
 * have the same shape.
 */

/** Norway's id is observed. The last column is the country's telephone prefix. */
export const countries = [
  [12, 'Australia', 'AU', 'AUS', '036', '+61'],
  [20, 'Belgia', 'BE', 'BEL', '056', '+32'],
  [33, 'Canada', 'CA', 'CAN', '124', ''],
  [56, 'Danmark', 'DK', 'DNK', '208', '+45'],
  [63, 'Estland', 'EE', 'EST', '233', '+372'],
  [68, 'Filippinene', 'PH', 'PHL', '608', '+63'],
  [69, 'Finland', 'FI', 'FIN', '246', '+358'],
  [70, 'Frankrike', 'FR', 'FRA', '250', '+33'],
  [79, 'Hellas', 'GR', 'GRC', '300', '+30'],
  [96, 'India', 'IN', 'IND', '356', '+91'],
  [100, 'Irland', 'IE', 'IRL', '372', '+353'],
  [101, 'Island', 'IS', 'ISL', '352', '+354'],
  [103, 'Italia', 'IT', 'ITA', '380', '+39'],
  [125, 'Latvia', 'LV', 'LVA', '428', '+371'],
  [130, 'Litauen', 'LT', 'LTU', '440', '+370'],
  [155, 'Nederland', 'NL', 'NLD', '528', '+31'],
  [161, 'Norge', 'NO', 'NOR', '578', '+47'],
  [166, 'Pakistan', 'PK', 'PAK', '586', '+92'],
  [174, 'Polen', 'PL', 'POL', '616', '+48'],
  [175, 'Portugal', 'PT', 'PRT', '620', '+351'],
  [180, 'Romania', 'RO', 'ROU', '642', '+40'],
  [200, 'Spania', 'ES', 'ESP', '724', '+34'],
  [202, 'Storbritannia', 'GB', 'GBR', '826', '+44'],
  [206, 'Sveits', 'CH', 'CHE', '756', '+41'],
  [207, 'Sverige', 'SE', 'SWE', '752', '+46'],
  [225, 'Tyrkia', 'TR', 'TUR', '792', '+90'],
  [226, 'Tyskland', 'DE', 'DEU', '276', '+49'],
  [230, 'Ukraina', 'UA', 'UKR', '804', '+380'],
  [234, 'USA', 'US', 'USA', '840', '+1'],
  [242, 'Vietnam', 'VN', 'VNM', '704', '+84'],
  [248, 'Østerrike', 'AT', 'AUT', '040', '+43'],
] as const

export const norway = 161

/** By id (observed). */
export const leaveOfAbsenceTypes = [
  [800, 'Permisjon'],
  [801, 'Permittering'],
  [802, 'Permisjon med foreldrepenger'],
  [803, 'Permisjon ved militærtjeneste'],
  [804, 'Utdanningspermisjon'],
  [805, 'Velferdspermisjon'],
  [1004, 'Andre ikke lovfestede permisjoner'],
  [1005, 'Andre lovfestede permisjoner'],
  [1006, 'Utdanningspermisjon, ikke lovfestet'],
  [1007, 'Utdanningspermisjon, lovfestet'],
] as const

/** Seven digits, as in STYRK-98. The actuary's code is observed, the others are made up. */
export const occupationCodes = [
  ['2121101', 'AKTUAR', ''],
  ['2139901', 'PROGRAMVAREUTVIKLER', 'Developer'],
  ['2419901', 'CONTROLLER', 'Controller'],
  ['2512901', 'PERSONALKONSULENT', 'HR adviser'],
  ['3415901', 'SALGSKONSULENT', 'Account manager'],
  ['4121901', 'REGNSKAPSMEDARBEIDER', 'Accountant'],
  ['4131901', 'LAGERMEDARBEIDER', 'Warehouse worker'],
  ['5122901', 'KOKK', 'Cook'],
  ['5221901', 'BUTIKKMEDARBEIDER', 'Shop assistant'],
  ['9132901', 'RENHOLDER', 'Cleaner'],
] as const

/** Observed. */
export const salaryTypes = [
  ['2000', 'Fastlønn'],
  ['1350', 'Bonus'],
] as const

/** A company names its own activities: there is no reserved code for any absence. */
export const generalActivities = [
  'Administrasjon',
  'Ferie',
  'Egenmelding',
  'Sykmelding',
  'Sykt barn',
  'Permisjon med lønn',
  'Permisjon uten lønn',
] as const
