import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import type { Snapshot } from './model/snapshot';
import type { IProjectEntry } from './model/types';

/**
 * The ids of the commands through which the surfaces meet.
 */
export namespace CommandIDs {
  export const showPanel = 'djlab:show-panel';
  export const chooseFolder = 'djlab:choose-folder';
  export const selectProject = 'djlab:select-project';
  export const refresh = 'djlab:refresh';
  export const revealTable = 'djlab:reveal-table';
  export const openSource = 'djlab:open-source';
  export const showRule = 'djlab:show-rule';
  export const fixFinding = 'djlab:fix-finding';
  export const openNotebook = 'djlab:open-notebook';
  export const copyImport = 'djlab:copy-import';
  export const copyReference = 'djlab:copy-reference';
  export const openDiagram = 'djlab:open-diagram';
  export const previewTable = 'djlab:preview-table';
  export const openTable = 'djlab:open-table';
  export const openTableHere = 'djlab:open-table-here';
  export const countRows = 'djlab:count-rows';
  export const showDelete = 'djlab:show-delete';
  export const showOrigin = 'djlab:show-origin';
  export const paintTables = 'djlab:paint-tables';
  export const insertCell = 'djlab:insert-cell';
  export const newProject = 'djlab:new-project';
  export const newModule = 'djlab:new-module';
  export const newNotebook = 'djlab:new-notebook';
  export const newTable = 'djlab:new-table';
  export const newPart = 'djlab:new-part';
  export const addStructure = 'djlab:add-structure';
  export const showConfiguration = 'djlab:show-configuration';
  export const newStore = 'djlab:new-store';
  export const writeStoresModule = 'djlab:write-stores-module';
  export const moveSecret = 'djlab:move-secret';
}

/**
 * What is selected in the page: a module, a table of it, or an attribute of that table.
 *
 * A command that gets no arguments acts on it.
 */
export interface ISelection {
  /** Dotted name of the module. */
  readonly module: string;
  /** Table id, or null when the module itself is selected. */
  readonly table: string | null;
  /** Name of the attribute, or null when the table itself is selected. */
  readonly attribute: string | null;
}

/**
 * - `idle`: nothing has asked for the project yet
 * - `loading`: the first answer is under way
 * - `ready`: `snapshot` holds the project
 * - `none`: the server knows no project here
 * - `failed`: `error` says why, and there is no earlier state to show
 */
export type ModelStatus = 'idle' | 'loading' | 'ready' | 'none' | 'failed';

/**
 * What became different.
 */
export interface IModelChange {
  /** Names of the modules that changed or vanished, or null when everything may be different. */
  readonly modules: ReadonlyArray<string> | null;
}

/**
 * The page's copy of the project that the user works on. It follows the disk through the server.
 *
 * Nothing is asked of the server before `start`; every surface calls it when it is first shown.
 */
export interface IProjectModel {
  readonly status: ModelStatus;
  /** The current state of the project, or null while there is none. Immutable: a change gives a new one. */
  readonly snapshot: Snapshot | null;
  /** Contents path of the folder that was searched for projects; empty for the server's root. */
  readonly folder: string;
  /** The projects that the server found, the chosen one among them. */
  readonly projects: ReadonlyArray<IProjectEntry>;
  /** Whether the server stopped looking before it had seen every folder. */
  readonly truncated: boolean;
  /** The chosen project. */
  readonly entry: IProjectEntry | null;
  /** Why the last exchange with the server failed; null after one that succeeded. */
  readonly error: Error | null;
  readonly selection: ISelection | null;
  /** Emitted for every change of the fields above, `selection` excepted. */
  readonly changed: ISignal<IProjectModel, IModelChange>;
  readonly selectionChanged: ISignal<IProjectModel, ISelection | null>;

  /** Finds the projects and reads the chosen one; resolves when `status` is final. Later calls return the same promise. */
  start(): Promise<void>;
  /** Looks for projects again and reads the chosen one anew. */
  refresh(): Promise<void>;

  /** Looks for projects again, and leaves the one that is open alone; rejects when the server does not answer. */
  relist(): Promise<void>;
  /** Asks for what changed since the current state: a surface that wrote a file need not wait for the watcher. */
  synchronise(): Promise<void>;
  /** Works on another project; `root` is one of `projects`. The choice is kept for the workspace. */
  select(root: string): Promise<void>;
  /** Looks for projects in another folder, given as a contents path. The choice is kept for the workspace. */
  choose(path: string): Promise<void>;
  /** Selects a module, a table or an attribute in every surface. */
  setSelection(selection: ISelection | null): void;
}

export const IProjectModel = new Token<IProjectModel>(
  'djlab:IProjectModel',
  'The DataJoint project that the user works on, as the server reads it.'
);

/**
 * Makes diagrams for other surfaces to embed.
 */
export interface IDiagramFactory {
  /** A small module diagram that follows the model; whoever asked for it disposes it. */
  createModuleDiagram(): Widget;
}

export const IDiagramFactory = new Token<IDiagramFactory>(
  'djlab:IDiagramFactory',
  'Makes diagrams of the DataJoint project for other surfaces to embed.'
);
