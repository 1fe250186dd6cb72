import type { ISetting } from '../../model/configuration';
import { groupSettings } from '../groups';

function setting(key: string, changes: Partial<ISetting> = {}): ISetting {
  return {
    key,
    explanation: '',
    value: 'x',
    usual: false,
    source: 'default',
    shadowed: [],
    verdict: 'default',
    problem: '',
    ...changes
  };
}

describe('groupSettings', () => {
  const settings = [
    setting('loglevel', { verdict: 'set' }),
    setting('display.limit'),
    setting('jobs.auto_refresh', {
      shadowed: [{ source: 'DJ_JOBS_AUTO_REFRESH', value: 'true', note: '' }]
    }),
    setting('database.port', { verdict: 'problem' }),
    setting('database.host')
  ];

  it('leaves out what nobody set', () => {
    expect(groupSettings(settings, false)).toEqual([
      { name: 'database', settings: [settings[3]] },
      { name: 'jobs', settings: [settings[2]] },
      { name: '', settings: [settings[0]] }
    ]);
  });

  it('shows everything where that is asked for', () => {
    const found = groupSettings(settings, true);
    expect(found.map(({ name }) => name)).toEqual([
      'database',
      'jobs',
      'display',
      ''
    ]);
    expect(found[0].settings.map(({ key }) => key)).toEqual([
      'database.port',
      'database.host'
    ]);
  });
});
