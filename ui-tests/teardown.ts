import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';

import {
  DATA,
  INSIDE_ROOT,
  LABS,
  PYTHON,
  SECURED_ROOT,
  STATE
} from './environment';

/** Stops the embedded servers that a failed test left running. */
const STOP = `
from pathlib import Path
from djlab.database import embedded, places
for record in places.base_folder().glob("*/server.json"):
    embedded.stop(Path(places.load(record.parent).project))
`;

/** Remove the temporary folders of the run, and what runs in them. */
export default function teardown(): void {
  execFileSync(PYTHON, ['-c', STOP], {
    env: { ...process.env, DJLAB_DATA_DIR: DATA }
  });
  const roots = LABS.map(lab => lab.root);
  for (const folder of [INSIDE_ROOT, ...roots, SECURED_ROOT, STATE, DATA]) {
    rmSync(folder, { recursive: true, force: true });
  }
}
