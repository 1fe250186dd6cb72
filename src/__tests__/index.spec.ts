import plugins from '../index';

describe('the plugins', () => {
  it('have ids below djlab: that are all different', () => {
    const ids = plugins.map(plugin => plugin.id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const id of ids) {
      expect(id).toMatch(/^djlab:/);
    }
  });

  it('include the one that owns the settings schema', () => {
    expect(plugins.map(plugin => plugin.id)).toContain('djlab:plugin');
  });
});
