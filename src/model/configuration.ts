import type { Api } from './api';

/** A source whose value DataJoint does not take, and why. */
export interface IShadowed {
  source: string;
  value: string | null;
  note: string;
}

export interface ISetting {
  key: string;
  /** A line about the setting; empty for one that DataJoint does not know. */
  explanation: string;
  /** As text, masked for a secret; null where nothing is set. */
  value: string | null;
  /** Whether the value is the default's. */
  usual: boolean;
  /** The file or variable that wins, or `default`. */
  source: string;
  shadowed: IShadowed[];
  verdict: 'set' | 'default' | 'problem';
  problem: string;
}

export interface IConfiguredStore {
  name: string;
  protocol: string | null;
  location: string | null;
  endpoint: string | null;
  bucket: string | null;
  source: string;
  /** Whether DataJoint will have it, and accept it; `reason` says why. */
  effective: boolean;
  reason: string;
  problems: string[];
  /** Where a test would go; null for what cannot be tested. */
  target: string | null;
  /** Its settings in pyproject.toml, secrets left out; null where it is not declared there. */
  declared: Record<string, string> | null;
  /** The keys that a store of this protocol may have. */
  keys: { key: string; explanation: string }[];
}

/** A setting that the project's code gives; it wins over the others once the code has run. */
export interface IAssigned {
  /** `*` where the code does not tell. */
  key: string;
  /** Null where only the run tells. */
  value: string | null;
  path: string;
  line: number;
  scope: 'module' | 'function';
  /** So many other places give the same. */
  more: number;
  note: string;
}

/** The configuration of a project, as `GET djlab/configuration` explains it. */
export interface IConfiguration {
  series: '0.14' | '2';
  /** How djlab knows. */
  reason: string;
  settings: ISetting[];
  stores: IConfiguredStore[];
  default_store: string | null;
  /** The module that applies the stores of pyproject.toml, and why it does not. */
  module: { name: string; problem: string } | null;
  problems: { path: string; line: number; message: string }[];
  /** Secrets in files that could be moved to `.secrets/`. */
  secrets: { key: string; path: string }[];
  assigned: IAssigned[];
  /** What is worth knowing and not wrong. */
  hints: string[];
}

export interface IProbed {
  outcome: string;
  message: string;
}

/** Explains the configuration of a project; connects to nothing. */
export function getConfiguration(
  api: Api,
  root: string
): Promise<IConfiguration> {
  return api.get('configuration', { root });
}

/** Lists one object of a store; `target` is what the user agreed to. */
export function testStore(
  api: Api,
  root: string,
  store: string,
  target: string
): Promise<IProbed> {
  return api.post('configuration/test', { root, store, target });
}
