import type { IStateDB } from '@jupyterlab/statedb';
import {
  collapseAllIcon,
  CommandToolbarButton,
  expandAllIcon,
  PanelWithToolbar,
  ReactWidget,
  SidePanel,
  ToolbarButton
} from '@jupyterlab/ui-components';
import type { ITranslator } from '@jupyterlab/translation';
import type { AccordionPanel, Widget } from '@lumino/widgets';
import React from 'react';

import { CommandIDs, type IDiagramFactory } from '../tokens';
import { DiagramSection } from './diagram/section';
import { Header } from './header';
import { FindingsSection } from './findings/section';
import type { IPanelContext } from './hooks';
import { ModulesSection } from './modules/section';
import { TreeState } from './modules/state';
import { NotebooksSection } from './notebooks/section';
import { StateMessage } from './states';
import { StoresSection, storesNeedCare } from './stores/section';
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

/** Shares of the height that the open sections get at first. */
const SIZES = [5, 4, 4, 3, 3, 3];

/** Sections that are open at first, by their place. */
const OPEN = [0, 1];

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

    const { trans } = context;
    this._modules = section(
      'djlab-modules',
      ReactWidget.create(
        <ModulesSection context={context} state={this._tree} />
      )
    );
    this._modules.toolbar.addItem('open', this._openModulesButton());
    this._modules.toolbar.addItem('close', this._closeAllButton());
    this._findings = section(
      'djlab-findings',
      ReactWidget.create(<FindingsSection context={context} />)
    );
    this._stores = section(
      'djlab-stores',
      ReactWidget.create(<StoresSection context={context} />)
    );
    this._notebooks = section(
      'djlab-notebooks',
      ReactWidget.create(<NotebooksSection context={context} />)
    );
    const details = section(
      'djlab-details',
      ReactWidget.create(<DetailsSection context={context} />)
    );
    details.title.label = trans.__('Selection');
    const diagram = section(
      'djlab-diagram',
      new DiagramSection(context, options.diagrams)
    );
    diagram.title.label = trans.__('Diagram');
    const sections = [
      this._modules,
      details,
      this._findings,
      this._stores,
      diagram,
      this._notebooks
    ];
    this._update();
    sections.forEach(widget => this.addWidget(widget));
    const accordion = this.content as AccordionPanel;
    sections.forEach((_, index) => {
      if (!OPEN.includes(index)) {
        accordion.collapse(index);
      }
    });
    accordion.setRelativeSizes(SIZES);
    context.model.changed.connect(this._update, this);
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._tree.dispose();
      this._context.model.changed.disconnect(this._update, this);
    }
    super.dispose();
  }

  /** Puts the cursor into the filter. */
  focusFilter(): void {
    (this.content as AccordionPanel).expand(0);
    this.node.querySelector<HTMLInputElement>('.djlab-Filter-input')?.focus();
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
    return new ToolbarButton({
      icon: expandAllIcon,
      tooltip: this._context.trans.__('Open all modules'),
      onClick: () => this._tree.openModules()
    });
  }

  private _closeAllButton(): Widget {
    return new ToolbarButton({
      icon: collapseAllIcon,
      tooltip: this._context.trans.__('Close all nodes'),
      onClick: () => this._tree.closeAll()
    });
  }

  /** Without a project there is a message instead of sections. */
  private _update(): void {
    const { model, trans } = this._context;
    const project = model.snapshot?.project;
    this._message.setHidden(model.status === 'ready');
    this.content.setHidden(!project);
    const count = (label: string, items: ReadonlyArray<unknown> | undefined) =>
      items?.length ? `${label} (${items.length})` : label;
    this._modules.title.label = count(trans.__('Modules'), project?.modules);
    this._findings.title.label = count(trans.__('Findings'), project?.findings);
    this._stores.title.label = count(trans.__('Stores'), project?.stores);
    this._stores.title.className =
      project && storesNeedCare(project.stores) ? 'djlab-mod-care' : '';
    this._notebooks.title.label = count(
      trans.__('Notebooks'),
      project?.notebooks
    );
  }

  private readonly _context: IPanelContext;
  private readonly _findings: PanelWithToolbar;
  private readonly _message: Widget;
  private readonly _modules: PanelWithToolbar;
  private readonly _notebooks: PanelWithToolbar;
  private readonly _stores: PanelWithToolbar;
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

function section(id: string, body: Widget): PanelWithToolbar {
  const panel = new PanelWithToolbar();
  panel.id = id;
  panel.addClass('djlab-Section');
  panel.addWidget(body);
  return panel;
}
