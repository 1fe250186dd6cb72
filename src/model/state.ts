export { nextState } from './delta';
export { Follower } from './follow';
export { Snapshot } from './snapshot';
