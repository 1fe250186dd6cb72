import { ReactWidget } from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import { MessageLoop } from '@lumino/messaging';
import React from 'react';

import { Api } from '../../model';
import type { IPanelContext } from '../hooks';
import { DriftModel } from '../drift/model';
import { DriftSection } from '../drift/section';
import type { ISection } from '../sections';
import { StatusModel } from '../status/model';
import { StatusSection } from '../status/section';
import { DatabaseModel } from './model';
import { DatabaseContext, describeRows } from './rowCount';
import { DatabaseSection } from './section';

/**
 * What the panel needs of the live database: three sections, and the numbers of rows for the tree.
 */
export class LiveDatabase implements IDisposable {
  constructor(
    private readonly _context: IPanelContext,
    /** Whether somebody looks at the panel. */
    isVisible: () => boolean
  ) {
    this._database = new DatabaseModel({
      api: new Api(),
      model: _context.model,
      isVisible
    });
    this._status = new StatusModel(
      this._database,
      () => this._statusBody.isVisible
    );
    this._drift = new DriftModel(this._database);
    this._statusBody = ReactWidget.create(
      <StatusSection context={_context} status={this._status} />
    );
    // The sections are made with the panel, closed: what is in them is read when they are opened.
    MessageLoop.installMessageHook(this._statusBody, (_, message) => {
      if (message.type === 'after-show') {
        this._database.wake();
        this._status.refresh();
      }
      return true;
    });
  }

  /** The sections *Database*, *Status* and *Drift*. */
  sections(): ISection[] {
    const { trans } = this._context;
    return [
      {
        id: 'djlab-database',
        label: trans.__('Database'),
        body: ReactWidget.create(
          <DatabaseSection context={this._context} database={this._database} />
        ),
        share: 3
      },
      {
        id: 'djlab-status',
        label: trans.__('Status'),
        body: this._statusBody,
        share: 4
      },
      {
        id: 'djlab-drift',
        label: trans.__('Drift'),
        body: ReactWidget.create(
          <DriftSection context={this._context} drift={this._drift} />
        ),
        share: 4
      }
    ];
  }

  /** The element, with the numbers of rows within its reach. */
  around(content: JSX.Element): JSX.Element {
    return (
      <DatabaseContext.Provider value={this._database}>
        {content}
      </DatabaseContext.Provider>
    );
  }

  /** Somebody looks. */
  wake(): void {
    this._database.wake();
  }

  /** Counts the rows of one table exactly; says them, or throws what hinders it. */
  async count(id: string): Promise<string> {
    const { trans } = this._context;
    const database = this._database;
    database.wake();
    if (database.activity) {
      throw new Error(
        trans.__('The database is busy with another request of the panel.')
      );
    }
    await database.count([id]);
    if (database.error !== null) {
      throw new Error(database.error);
    }
    const count = database.rowCount(id);
    return count?.exact
      ? describeRows(count, trans)
      : trans.__('not in the database');
  }

  get isDisposed(): boolean {
    return this._database.isDisposed;
  }

  dispose(): void {
    this._drift.dispose();
    this._status.dispose();
    this._database.dispose();
  }

  private readonly _database: DatabaseModel;
  private readonly _drift: DriftModel;
  private readonly _status: StatusModel;
  private readonly _statusBody: ReactWidget;
}
