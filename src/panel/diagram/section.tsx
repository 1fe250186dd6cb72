import { ReactWidget } from '@jupyterlab/ui-components';
import { Panel } from '@lumino/widgets';
import React from 'react';

import { CommandIDs, type IDiagramFactory } from '../../tokens';
import { CommandButton } from '../button';
import { useSignal, type IPanelContext } from '../hooks';

/**
 * The section *Diagram*: the modules as a graph where a plugin can draw it, and the ways to the whole diagram.
 */
export class DiagramSection extends Panel {
  constructor(
    context: IPanelContext,
    private readonly _factory: IDiagramFactory | null
  ) {
    super();
    this.addClass('djlab-DiagramSection');
    this.addWidget(ReactWidget.create(<DiagramButtons context={context} />));
  }

  /** Drawing waits until somebody looks. */
  protected override onAfterShow(): void {
    this._draw();
  }

  protected override onAfterAttach(): void {
    if (this.isVisible) {
      this._draw();
    }
  }

  private _draw(): void {
    if (this._factory && this.widgets.length === 1) {
      const diagram = this._factory.createModuleDiagram();
      diagram.addClass('djlab-DiagramSection-drawing');
      this.addWidget(diagram);
    }
  }
}

function DiagramButtons({ context }: { context: IPanelContext }): JSX.Element {
  const { commands, model, trans } = context;
  const table = useSignal(
    model.selectionChanged,
    () => model.selection?.table ?? null
  );
  // Plugins that start later bring their commands later.
  useSignal(commands.commandChanged, () =>
    commands.hasCommand(CommandIDs.openDiagram)
  );
  return (
    <div className="djlab-Section-buttons">
      <CommandButton
        context={context}
        id={CommandIDs.openDiagram}
        args={{ mode: 'modules' }}
        label={trans.__('Modules')}
        minor
      />
      <CommandButton
        context={context}
        id={CommandIDs.openDiagram}
        args={{ mode: 'tables' }}
        label={trans.__('Tables')}
        minor
      />
      {table !== null && (
        <CommandButton
          context={context}
          id={CommandIDs.openDiagram}
          args={{ mode: 'tables', focus: table }}
          label={trans.__('Selection')}
          minor
        />
      )}
    </div>
  );
}
