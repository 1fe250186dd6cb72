import { SettingRegistry } from '@jupyterlab/settingregistry';

import { DEFAULT_SETTINGS, UserSettings } from '../settings';

const schema = jest.requireActual('../../schema/plugin.json');

/** JupyterLab's own registry over djlab's own schema, with what a user wrote. */
function registryWith(raw: string): SettingRegistry {
  const plugin = (id: string) => ({
    id,
    raw,
    schema,
    version: '1',
    data: { composite: {}, user: {} }
  });
  return new SettingRegistry({
    connector: {
      fetch: async id => plugin(id),
      list: async () => ({ ids: [], values: [] }),
      remove: async () => undefined,
      save: async (_id, written) => {
        raw = written;
      }
    }
  });
}

describe('settings', () => {
  it('have the defaults of the schema, with title and help', () => {
    const properties: Record<
      string,
      Record<string, unknown>
    > = schema.properties;
    const defaults = Object.entries(properties).map(([key, value]) => [
      key,
      value.default
    ]);
    expect(Object.fromEntries(defaults)).toEqual(DEFAULT_SETTINGS);
    for (const { title, description } of Object.values(properties)) {
      expect(title).toBeTruthy();
      expect(description).toBeTruthy();
    }
  });

  it('are what the user wrote, and follow it', async () => {
    const registry = registryWith('{ "diagramDirection": "TB" }');
    const settings = new UserSettings(registry);
    expect(settings.current).toEqual(DEFAULT_SETTINGS);
    await settings.ready;
    expect(settings.current).toEqual({
      ...DEFAULT_SETTINGS,
      diagramDirection: 'TB'
    });
    let changes = 0;
    settings.changed.connect(() => changes++);
    await registry.set('djlab:plugin', 'previewStoredRows', 0);
    expect(changes).toBeGreaterThan(0);
    expect(settings.current.previewStoredRows).toBe(0);
  });

  it('are the defaults where there is no registry, and where it fails', async () => {
    const none = new UserSettings(null);
    await none.ready;
    expect(none.current).toEqual(DEFAULT_SETTINGS);

    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const registry = registryWith('{}');
    jest.spyOn(registry, 'load').mockRejectedValue(new Error('gone'));
    const failed = new UserSettings(registry);
    await failed.ready;
    expect(failed.current).toEqual(DEFAULT_SETTINGS);
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });
});
