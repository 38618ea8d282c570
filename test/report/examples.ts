/** Mails as they go out, for golden files and for eyes. The people are made up. */
import type { DigestMailInput } from '../../src/report/digest-mail.ts'
import type { ResultMailInput } from '../../src/report/result-mail.ts'

export const result: ResultMailInput = {
  connection: 'Nordlys AS',
  system: 'Tripletex',
  account: 'Nordlys AS',
  runId: 12,
  when: '24 Nov 2026, 14:02',
  result: 'partly',
  counts: {
    created: { huma: 0, payroll: 8 },
    updated: { huma: 2, payroll: 13 },
    failed: 1,
    heldBack: 3,
    left: 6,
    locked: 2,
    inStep: 185,
    notStarted: 0,
  },
  attention: [
    {
      name: 'Astrid Bakken',
      message: 'Employee number belongs to Ola Berg in Tripletex already.',
      hint: 'Give one of the two another employee number.',
    },
    {
      name: 'Ola Hansen',
      message: 'Date of birth is missing; Tripletex cannot do without.',
      hint: 'Add date of birth in Huma.',
    },
    {
      name: 'Bjørn Ødegård',
      message:
        'Several people have this e-mail address: Bjørn Ødegård in Tripletex, Bjørn Ødegaard in Tripletex and Berit Ødegård in Huma.',
      hint: 'Give each of them an e-mail address of their own, or the same one in both systems to those who are the same person.',
    },
    {
      name: 'Kari Nordmann',
      message: 'The name is one text in Huma, and where the last name begins cannot be told.',
      hint: 'Add them in Tripletex with the same e-mail address, or choose how names are split: huma-payroll configure "Nordlys AS"',
    },
  ],
  commands: {
    next: 'huma-payroll sync-users "Nordlys AS"',
    logs: 'huma-payroll logs "Nordlys AS" --run 12',
  },
}

export const digest: DigestMailInput = {
  connection: 'Nordlys AS',
  system: 'Tripletex',
  since: '24 Nov 2026, 08:00',
  items: [
    {
      id: '481',
      what: 'position refused',
      person: 'Ola Hansen',
      message: 'Tripletex refused the position: the occupation code has seven digits.',
      hint: 'Correct the occupation code in Huma. It is sent again by itself.',
    },
    {
      id: '484',
      what: 'user held back',
      person: 'Kari Nordmann',
      message: 'National identity number is missing; Tripletex cannot do without.',
      hint: 'Add national identity number in Huma.',
    },
    {
      id: '490',
      what: 'Login ended',
      message: 'Tripletex does not accept the key any more. Changes wait until it does.',
      hint: 'Authorize the connection anew: huma-payroll connect tripletex --name "Nordlys AS"',
    },
  ],
  counts: { sent: 41, ignored: 5, waiting: 12 },
  logs: 'huma-payroll logs "Nordlys AS" --since 2026-11-24T08:00',
}
