// SEE-1 over the real interface: random councils, random acts through HTTP and the operator's command
// line, and after each of them every person's list and items against the oracle. The long form is
// tests/long/histories.mjs.

import { both } from './lib/council.mjs'
import { History } from './lib/history.mjs'

const SEEDS = (process.env.NOROSHI_SEEDS ?? '1 2 3 4 5 6 7 8').split(' ').map(Number)

for (const seed of SEEDS)
  both(`SEE-1 history ${seed}`, async (db, t) => {
    const history = await History.start({ seed, db, t })
    await history.run(25)
  })
