import { rmSync } from 'node:fs';

import { ROOT, SECURED_ROOT, STATE } from './environment';

/** Remove the temporary folders of the run. */
export default function teardown(): void {
  for (const folder of [ROOT, SECURED_ROOT, STATE]) {
    rmSync(folder, { recursive: true, force: true });
  }
}
