const jestJupyterLab = require('@jupyterlab/testutils/lib/jest-config');

// Packages that ship ES modules only and so must go through Babel.
const esModules = [
  '@codemirror',
  '@jupyter/',
  '@microsoft/',
  '@jupyterlab/',
  '@tanstack/',
  '@viz-js/',
  'd3-',
  'exenv-es6',
  'internmap',
  'lib0',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

module.exports = {
  ...jestJupyterLab(__dirname),
  automock: false,
  collectCoverageFrom: ['src/**/*.{ts,tsx}', '!src/**/*.d.ts'],
  coverageReporters: ['lcov', 'text'],
  modulePathIgnorePatterns: [
    '<rootDir>/\\.venv',
    '<rootDir>/demo/',
    '<rootDir>/djlab/labextension/',
    '<rootDir>/lib/',
    '<rootDir>/ui-tests/'
  ],
  reporters: ['default', 'jest-junit'],
  testRegex:
    'src/.*/__tests__/.*\\.spec\\.tsx?$|src/__tests__/.*\\.spec\\.tsx?$',
  // A machine that does other work beside may take long; a test that passes does not wait.
  testTimeout: 30_000,
  transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`]
};
