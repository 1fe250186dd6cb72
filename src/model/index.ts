export * from './api';
export * from './pause';
export * from './snapshot';
export type * from './types';
