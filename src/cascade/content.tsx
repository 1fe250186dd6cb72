import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import type { Api } from '../model/api';
import { CommandIDs, type IProjectModel } from '../tokens';
import { Connect } from './connect';
import { Head } from './head';
import type { CascadeModel } from './model';
import { paintOf } from './paint';
import { Summary } from './summary';
import { CascadeTables } from './tables';

export interface ICascadeContext {
  readonly api: Api;
  readonly cascade: CascadeModel;
  readonly commands: CommandRegistry;
  readonly model: IProjectModel;
  readonly trans: TranslationBundle;
}

/** What a delete would take, or where rows came from: the question, the verdict, and the tables with their numbers. */
export class CascadeContent extends ReactWidget {
  constructor(private readonly _context: ICascadeContext) {
    super();
    this.addClass('djlab-Cascade');
    this.node.tabIndex = -1;
    const { cascade } = _context;
    cascade.changed.connect(this._repaint, this);
    void cascade.ask();
  }

  /** Whether the diagram shows the numbers, too. */
  get isPainted(): boolean {
    return this._isPainted;
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._paint(false);
      this._context.cascade.dispose();
      super.dispose();
    }
  }

  protected override render(): JSX.Element {
    const context = this._context;
    const { cascade } = context;
    return (
      <UseSignal signal={cascade.changed}>
        {() => (
          <>
            <Head context={context} onPaint={() => this._paint(true)} />
            {cascade.error && (
              <Connect
                context={context}
                error={cascade.error}
                onConnected={() => void cascade.ask()}
              />
            )}
            <Summary context={context} />
            {cascade.tables && <CascadeTables context={context} />}
          </>
        )}
      </UseSignal>
    );
  }

  /** Shows the numbers on the diagram, which is opened, or takes them away there. */
  private _paint(on: boolean): void {
    const { commands, cascade, trans } = this._context;
    if (!on && !this._isPainted) {
      return;
    }
    this._isPainted = on;
    if (commands.hasCommand(CommandIDs.paintTables)) {
      void commands.execute(
        CommandIDs.paintTables,
        on
          ? { ...paintOf(cascade, trans), owner: this.id, activate: true }
          : { owner: this.id }
      );
    }
  }

  /** Numbers that come in later are shown there, too. */
  private _repaint(): void {
    const { commands, cascade, trans } = this._context;
    if (this._isPainted && cascade.tables) {
      void commands.execute(CommandIDs.paintTables, {
        ...paintOf(cascade, trans),
        owner: this.id
      });
    }
  }

  private _isPainted = false;
}
