export * from './api';
export * from './snapshot';
export type * from './types';
