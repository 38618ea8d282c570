/** What every system's writers promise, on Xledger. */
import { createXledgerSandbox } from '../../src/sandbox/xledger.ts'
import { xledger } from '../../src/systems/xledger/index.ts'
import { describeLive } from './live-suite.ts'

describeLive({
  system: xledger,
  basePath: '/graphql',
  start({ people, now }) {
    const sandbox = createXledgerSandbox({ people, now })
    const employees = () => sandbox.snapshot()
    return {
      sandbox,
      ids: () => employees().map(({ dbId }) => String(dbId)),
      pieces: (id) => ({ employee: employees().find(({ dbId }) => String(dbId) === id) }),
      positions: () => [],
    }
  },
  positions: {
    occupationCode: '1',
    mayChange: /^employee$/,
    // The percentage, the kind and the end are not the API's to write.
    byHand: ['new', 'deleted'],
    // What is left to somebody is what differs from before: the suite asks for the same without it.
    without: ['corrected', 'ended', 'reopened'],
  },
})
