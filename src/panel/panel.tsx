import { Notification } from '@jupyterlab/apputils';
import type { IStateDB } from '@jupyterlab/statedb';
import {
  collapseAllIcon,
  CommandToolbarButton,
  expandAllIcon,
  type LabIcon,
  type PanelWithToolbar,
  ReactWidget,
  SidePanel,
  ToolbarButtonComponent
} from '@jupyterlab/ui-components';
import type { ITranslator } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import type { AccordionPanel, Widget } from '@lumino/widgets';
import React from 'react';

import type { Table } from '../model';
import { CommandIDs, type IDiagramFactory } from '../tokens';
import { LiveDatabase } from './database/sections';
import { DiagramSection } from './diagram/section';
import { Header } from './header';
import { FindingsSection } from './findings/section';
import type { IPanelContext } from './hooks';
import { ModulesSection } from './modules/section';
import { TreeState } from './modules/state';
import { NotebooksSection } from './notebooks/section';
import { section, Sections, type ISection } from './sections';
import { StateMessage } from './states';
import { StoresSection, storesCare } from './stores/section';
import { DetailsSection } from './table/section';
import { tierStyle } from './tierIcon';

/** Adds the colours of the notation to the page, once. */
export function addTierStyle(): void {
  const id = 'djlab-tiers';
  if (!document.getElementById(id)) {
    const style = document.createElement('style');
    style.id = id;
    style.textContent = tierStyle();
    document.head.append(style);
  }
}

/**
 * The side panel's content: header, toolbar and sections.
 */
export class ProjectPanel extends SidePanel {
  constructor(options: ProjectPanel.IOptions) {
    super({ translator: options.translator });
    const { context } = options;
    this._context = context;
    this._tree = new TreeState(context.model, options.state);
    this.addClass('djlab-Panel');

    this.header.addWidget(ReactWidget.create(<Header context={context} />));
    this._message = ReactWidget.create(<StateMessage context={context} />);
    this.header.addWidget(this._message);
    this._fillToolbar();

    this._live = new LiveDatabase(context, () => this.isVisible);
    const sections = this._describe(options);
    const widgets = sections.map(section);
    this._titled = new Map(widgets.map(widget => [widget.id, widget]));
    const modules = this._titled.get('djlab-modules');
    modules?.toolbar.addItem('open', this._openModulesButton());
    modules?.toolbar.addItem('close', this._closeAllButton());
    this._update();
    widgets.forEach(widget => this.addWidget(widget));
    this._sections = new Sections(
      this.content as AccordionPanel,
      sections,
      options.state
    );
    context.model.changed.connect(this._update, this);
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._tree.dispose();
      this._live.dispose();
      this._sections.dispose();
      this._context.model.changed.disconnect(this._update, this);
    }
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._live.wake();
  }

  /** Puts the cursor into the filter. */
  focusFilter(): void {
    (this.content as AccordionPanel).expand(0);
    this.node.querySelector<HTMLInputElement>('.djlab-Filter-input')?.focus();
  }

  /** Counts the rows of one table exactly, and says them or what hinders it. */
  async tellRows(table: Table): Promise<void> {
    try {
      const told = await this._live.count(table.id);
      Notification.info(`${table.class}: ${told}`, { autoClose: 4000 });
    } catch (reason) {
      Notification.warning(
        reason instanceof Error ? reason.message : String(reason)
      );
    }
  }

  /** The sections, top to bottom. */
  private _describe(options: ProjectPanel.IOptions): ISection[] {
    const { context } = options;
    const { trans } = context;
    const body = (content: JSX.Element) => ReactWidget.create(content);
    return [
      {
        id: 'djlab-modules',
        label: trans.__('Modules'),
        body: body(
          this._live.around(
            <ModulesSection context={context} state={this._tree} />
          )
        ),
        share: 5,
        isOpen: true
      },
      {
        id: 'djlab-details',
        label: trans.__('Selection'),
        body: body(<DetailsSection context={context} />),
        share: 5,
        isOpen: true
      },
      {
        id: 'djlab-findings',
        label: trans.__('Findings'),
        body: body(<FindingsSection context={context} />),
        share: 8
      },
      ...this._live.sections(),
      {
        id: 'djlab-stores',
        label: trans.__('Stores'),
        body: body(<StoresSection context={context} />),
        share: 3
      },
      {
        id: 'djlab-diagram',
        label: trans.__('Diagram'),
        body: new DiagramSection(context, options.diagrams),
        share: 4
      },
      {
        id: 'djlab-notebooks',
        label: trans.__('Notebooks'),
        body: body(<NotebooksSection context={context} />),
        share: 2
      }
    ];
  }

  private _fillToolbar(): void {
    const { commands, trans } = this._context;
    this.toolbar.node.setAttribute('aria-label', trans.__('DataJoint project'));
    const ids = [
      CommandIDs.newModule,
      CommandIDs.newNotebook,
      CommandIDs.openDiagram,
      CommandIDs.chooseFolder,
      CommandIDs.refresh
    ];
    ids
      .filter(id => commands.hasCommand(id))
      .forEach(id => {
        this.toolbar.addItem(
          id,
          new CommandToolbarButton({ commands, id, label: '' })
        );
      });
  }

  private _openModulesButton(): Widget {
    return toolbarButton(
      expandAllIcon,
      this._context.trans.__('Open all modules'),
      () => this._tree.openModules()
    );
  }

  private _closeAllButton(): Widget {
    return toolbarButton(
      collapseAllIcon,
      this._context.trans.__('Close all nodes'),
      () => this._tree.closeAll()
    );
  }

  /** Without a project there is a message instead of sections. */
  private _update(): void {
    const { model, trans } = this._context;
    const { snapshot } = model;
    this._message.setHidden(model.status === 'ready');
    this.content.setHidden(!snapshot);
    this.toolbar.setHidden(!snapshot);
    this._count(
      'djlab-modules',
      trans.__('Modules'),
      snapshot?.pipelineModules
    );
    this._count(
      'djlab-findings',
      trans.__('Findings'),
      snapshot?.project.findings
    );
    const stores = snapshot?.project.stores;
    this._count('djlab-stores', trans.__('Stores'), stores);
    this._count(
      'djlab-notebooks',
      trans.__('Notebooks'),
      snapshot?.project.notebooks
    );
    const title = this._titled.get('djlab-stores')?.title;
    if (title) {
      const care = storesCare(stores ?? []);
      title.dataset = { care };
      title.caption =
        care === 'none' ? '' : trans.__('Stores: some need attention');
    }
  }

  /** Puts the number of items behind the title of a section. */
  private _count(
    id: string,
    label: string,
    items: ReadonlyArray<unknown> | null | undefined
  ): void {
    const widget = this._titled.get(id);
    if (widget) {
      widget.title.label = items?.length ? `${label} (${items.length})` : label;
    }
  }

  private readonly _context: IPanelContext;
  private readonly _live: LiveDatabase;
  private readonly _message: Widget;
  private readonly _sections: Sections;
  private readonly _titled: ReadonlyMap<string, PanelWithToolbar>;
  private readonly _tree: TreeState;
}

export namespace ProjectPanel {
  export interface IOptions {
    context: IPanelContext;
    translator: ITranslator;
    /** Draws the module diagram of the section *Diagram*; null leaves buttons there. */
    diagrams: IDiagramFactory | null;
    /** Where the open nodes are kept; null forgets them. */
    state: IStateDB | null;
  }
}

/** A button that is not pressed or released: JupyterLab's `ToolbarButton` would say so to a screen reader. */
function toolbarButton(
  icon: LabIcon,
  tooltip: string,
  onClick: () => void
): Widget {
  const button = ReactWidget.create(
    <ToolbarButtonComponent icon={icon} tooltip={tooltip} onClick={onClick} />
  );
  button.addClass('jp-ToolbarButton');
  return button;
}
