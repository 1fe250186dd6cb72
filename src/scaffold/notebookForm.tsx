import * as React from 'react';

import type { Snapshot } from '../model';
import { ChoiceField } from './fields';
import type { IFieldsProps } from './form';

export interface INotebookOptions {
  readonly module: string;
}

/**
 * The fields of "New starter notebook".
 */
export function notebookFields(
  snapshot: Snapshot
): React.ComponentType<IFieldsProps<INotebookOptions>> {
  return function NotebookFields({ options, problem, change, trans }) {
    const names = snapshot.modules
      .filter(module => module.schemas.length > 0)
      .map(module => module.name);
    return (
      <ChoiceField
        name="module"
        label={trans.__('Schema module')}
        problem={problem('module')}
        value={options.module}
        choices={names.map(name => [name, name] as const)}
        isFocused={true}
        change={module => change({ module }, 'module')}
      />
    );
  };
}
