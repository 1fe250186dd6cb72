import { Signal } from '@lumino/signaling';

import {
  sampleModule,
  sampleSnapshot,
  sampleTable
} from '../../__tests__/sample';
import type { Snapshot } from '../../model';
import type { IModelChange, IProjectModel, ISelection } from '../../tokens';
import { TreeState } from '../modules/state';

class FakeModel {
  readonly changed = new Signal<IProjectModel, IModelChange>(
    this as unknown as IProjectModel
  );
  readonly selectionChanged = new Signal<IProjectModel, ISelection | null>(
    this as unknown as IProjectModel
  );
  selection: ISelection | null = null;
  snapshot: Snapshot | null = sampleSnapshot();

  setSelection(selection: ISelection | null): void {
    this.selection = selection;
    this.selectionChanged.emit(selection);
  }

  show(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    this.changed.emit({ modules: null });
  }
}

describe('TreeState', () => {
  let model: FakeModel;
  let state: TreeState;

  beforeEach(() => {
    model = new FakeModel();
    state = new TreeState(model as unknown as IProjectModel, null);
  });

  it('opens what leads to a table that is selected elsewhere', () => {
    model.setSelection({
      module: 'workflow.session',
      table: 'workflow.session:Session.Note',
      attribute: null
    });
    expect([...state.toggled]).toEqual([
      'm:workflow.session',
      't:workflow.session:Session'
    ]);
  });

  it('keeps open nodes while a filter is on, and brings them back', () => {
    state.toggle('m:workflow.session');
    state.filterText = 'subject';
    state.toggle('m:workflow.subject');
    expect([...state.toggled]).toEqual(['m:workflow.subject']);
    state.filterText = '';
    expect([...state.toggled]).toEqual(['m:workflow.session']);
  });

  it('follows a module that was renamed, with open nodes and selection', () => {
    state.toggle('m:workflow.subject');
    state.toggle('t:workflow.subject:Subject');
    model.setSelection({
      module: 'workflow.subject',
      table: 'workflow.subject:Subject',
      attribute: null
    });
    model.show(
      sampleSnapshot({
        modules: [sampleModule('workflow.animal')],
        tables: [sampleTable('workflow.animal:Subject')]
      })
    );
    expect([...state.toggled]).toEqual([
      'm:workflow.animal',
      't:workflow.animal:Subject'
    ]);
    expect(model.selection?.table).toBe('workflow.animal:Subject');
  });
});
