import type { JSONObject } from '@lumino/coreutils';

import { CommandIDs } from '../tokens';

const ID = argumentsOf({
  id: 'Table id, such as "workflow.subject:Subject"; the selected table without it'
});

/**
 * The arguments of djlab's commands, as JSON schemas, by the ids of the commands.
 *
 * They are a file of their own because few ever ask for them, and JupyterLab's start loads the commands.
 */
export const DESCRIPTIONS: { [id: string]: { args: JSONObject } } = {
  [CommandIDs.showConfiguration]: argumentsOf({}),
  [CommandIDs.paintTables]: {
    args: {
      type: 'object',
      properties: {
        title: { type: 'string', description: 'What the numbers are' },
        tables: {
          type: 'object',
          description: 'Numbers of rows by table id; without it, none'
        },
        outside: { type: 'array', description: 'What is not drawn' },
        first: { type: 'string', description: 'Id of the first table' },
        owner: { type: 'string', description: 'Whose numbers these are' },
        activate: { type: 'boolean', description: 'Open the diagram' }
      }
    }
  },
  [CommandIDs.openDiagram]: {
    args: {
      type: 'object',
      properties: {
        focus: {
          type: 'string',
          description: 'Id of a table whose neighbourhood is shown'
        },
        mode: {
          type: 'string',
          enum: ['modules', 'tables'],
          description: 'Whether modules are closed or open'
        }
      }
    }
  },
  [CommandIDs.openTableHere]: argumentsOf({}),
  [CommandIDs.showRule]: {
    args: {
      type: 'object',
      properties: {
        code: { type: 'string', description: 'Code or slug of the rule' }
      },
      required: ['code']
    }
  },
  [CommandIDs.fixFinding]: {
    args: {
      type: 'object',
      properties: {
        code: { type: 'string', description: 'Code of the rule' },
        path: {
          type: 'string',
          description: 'File, relative to the root of the project'
        },
        contentsPath: {
          type: 'string',
          description: 'The same, relative to the root of the server'
        },
        line: { type: 'number', description: 'Line, from 1' },
        column: { type: 'number', description: 'Column, from 1' },
        cell: {
          type: 'number',
          description: 'Place among the code cells of a notebook, from 0'
        }
      },
      required: ['code', 'line']
    }
  },
  [CommandIDs.openSource]: {
    args: {
      type: 'object',
      properties: {
        id: {
          type: 'string',
          description: 'Table id; the selected table without any argument'
        },
        module: { type: 'string', description: 'Dotted name of a module' },
        path: {
          type: 'string',
          description: 'File, relative to the root of the project'
        },
        line: { type: 'number', description: 'Line, from 1' }
      }
    }
  },
  [CommandIDs.newModule]: {
    args: {
      type: 'object',
      properties: {
        upstream: {
          type: 'array',
          items: { type: 'string' },
          description: 'Modules and table ids that are chosen at first'
        }
      }
    }
  },
  [CommandIDs.newNotebook]: argumentsOf({
    module: 'Dotted name of the module; the selected one without'
  }),
  [CommandIDs.newTable]: {
    args: {
      type: 'object',
      properties: {
        module: {
          type: 'string',
          description: 'Dotted name of the module; the selected one without'
        },
        upstream: {
          type: 'array',
          items: { type: 'string' },
          description: 'Ids of tables that it refers to at first'
        }
      }
    }
  },
  [CommandIDs.newPart]: argumentsOf({
    master: 'Id of the master; the selected table without'
  }),
  [CommandIDs.newProject]: argumentsOf({
    folder: 'Folder for the project; that of the file browser without'
  }),
  [CommandIDs.addStructure]: { args: { type: 'object', properties: {} } },
  [CommandIDs.newStore]: argumentsOf({
    name: 'Name of the store to edit; a new one without. Its settings may be given by their names'
  }),
  [CommandIDs.writeStoresModule]: argumentsOf({}),
  [CommandIDs.moveSecret]: argumentsOf({
    key: 'database.password, or stores.NAME.KEY'
  }),
  [CommandIDs.openTable]: argumentsOf({
    id: 'Id of the table',
    schema: 'Schema of a table that is not one of the project',
    table: 'Its name in the database',
    restriction: 'Restriction of its rows',
    root: 'Root of the project',
    choose: 'Not empty: the table is asked for',
    widget: 'Id of the widget that is restored'
  }),
  [CommandIDs.showPanel]: argumentsOf({}),
  [CommandIDs.refresh]: argumentsOf({}),
  [CommandIDs.selectProject]: argumentsOf({
    root: 'Root of the project as the server names it; asks without it'
  }),
  [CommandIDs.chooseFolder]: argumentsOf({
    path: 'Folder, relative to the root of the server; asks without it'
  }),
  [CommandIDs.revealTable]: ID,
  [CommandIDs.openNotebook]: argumentsOf({
    path: 'Path of the notebook, relative to the root of the project'
  }),
  [CommandIDs.countRows]: ID,
  [CommandIDs.previewTable]: argumentsOf({
    id: 'Id of the table',
    restriction: 'Restriction of its rows',
    notebook: 'Path of the open notebook that takes the cell'
  }),
  [CommandIDs.insertCell]: argumentsOf({ source: 'Source of the cell' }),
  [CommandIDs.copyImport]: ID,
  [CommandIDs.copyReference]: ID,
  [CommandIDs.showDelete]: argumentsOf({
    id: 'Id of the table; the selected table without it',
    schema: 'Schema of a table that is not one of the project',
    table: 'Its name in the database',
    restriction: 'Restriction of its rows',
    root: 'Root of the project'
  }),
  [CommandIDs.showOrigin]: argumentsOf({
    id: 'Id of the table; the selected table without it',
    schema: 'Schema of a table that is not one of the project',
    table: 'Its name in the database',
    restriction: 'Restriction of its rows',
    root: 'Root of the project'
  })
};

/** The description of a command all of whose arguments are optional texts: what each says, by its name. */
function argumentsOf(texts: { [name: string]: string }): {
  args: JSONObject;
} {
  const properties: JSONObject = {};
  for (const [name, description] of Object.entries(texts)) {
    properties[name] = { type: 'string', description };
  }
  return { args: { type: 'object', properties } };
}
