import { toCommand, toPython, toSelector } from '../code';
import { edgeFacts } from '../edgeFacts';
import { fromQuery, toLink } from '../link';
import { nextState } from '../../model/delta';
import { changed, drawnAlike, graphOf, resolve } from '../resolve';
import { Imports } from '../imports';
import { complete, meant, select } from '../selector';
import { compact, DEFAULT_VIEW, toView } from '../view';
import { Snapshot } from '../../model';
import { snapshot, source } from './example';

const lab = snapshot();
const RECORDING = 'lab.ephys:Recording';

function names(selector: string): string[] {
  return [...select(source.tables, graphOf(lab), selector).tables]
    .map(id => id.slice(id.indexOf(':') + 1))
    .sort();
}

describe('a selector', () => {
  it.each([
    ['Session', ['Session']],
    ['session', ['Session']],
    ['1+Session', ['Session', 'Subject']],
    ['+Session', ['Session', 'Species', 'Subject']],
    ['Recording+1', ['Recording', 'Recording.Channel', 'Sorting']],
    ['tier:lookup', ['Species']],
    ['tier:ingest', ['Recording']],
    ['module:subject', ['Species', 'Subject']],
    ['module:lab.subject', ['Species', 'Subject']],
    ['Species Session', ['Session', 'Species']],
    ['+Session,tier:manual', ['Session', 'Subject']],
    ['S*', ['Session', 'Session.Observer', 'Sorting', 'Species', 'Subject']],
    ['session.Session', ['Session']],
    ['(', []]
  ])('%s', (selector, expected) => {
    expect(names(selector)).toEqual(expected);
  });

  it('tells the words that name nothing', () => {
    const { unknown } = select(source.tables, graphOf(lab), 'Session Nobody');
    expect(unknown).toEqual(['Nobody']);
  });

  it.each([
    ['Sesion', ['Session']],
    ['+Recrding+1', ['Recording']],
    ['module:sesion', ['module:session']],
    ['tier:lokup', ['tier:lookup']],
    ['attribute:subject_di', ['attribute:subject_id']],
    ['ephys', ['module:ephys', 'schema:ephys']],
    ['Xyzzyxyzzy', []],
    ['Sesion*', []]
  ])('%s: what was meant', (word, expected) => {
    expect(meant(source.tables, word)).toEqual(expected);
  });

  it('says what was meant, and where words have nothing in common', () => {
    const say = (select: string) =>
      resolve(lab, { ...DEFAULT_VIEW, select }).problems;
    expect(say('Sesion')).toEqual([
      'Nothing in this project matches “Sesion”. Did you mean Session?'
    ]);
    expect(say('Session,Species')).toEqual([
      'No table is in all of these at once: Session, Species.'
    ]);
  });

  it('with a focus shows what both name, and says where that is nothing', () => {
    const view = { ...DEFAULT_VIEW, focus: RECORDING, downstream: 0 };
    const both = resolve(lab, { ...view, select: 'tier:manual' });
    expect([...both.wanted!]).toEqual(['lab.session:Session']);
    expect(both.problems).toEqual([]);
    expect(resolve(lab, { ...view, select: 'Sorting' }).problems).toEqual([
      'No table is in all of these at once: focus, selector.'
    ]);
  });

  it('is completed after its operators', () => {
    expect(complete(source.tables, '2+Rec')).toContain('2+Recording');
    expect(complete(source.tables, '+Session,ti')).toContain(
      '+Session,tier:manual'
    );
  });
});

describe('a view', () => {
  it('shows tables while they can be read, modules above that', () => {
    expect(resolve(lab, DEFAULT_VIEW).collapsed.size).toBe(0);
    const many = snapshot({
      ...source,
      tables: Array.from({ length: 61 }, (_, i) => ({
        ...source.tables[0],
        id: `lab.subject:T${i}`
      }))
    });
    expect(resolve(many, DEFAULT_VIEW).collapsed.size).toBe(5);
    const opened = { ...DEFAULT_VIEW, toggled: ['lab.subject'] };
    expect(resolve(many, opened).collapsed.has('lab.subject')).toBe(false);
    // To focus on a table of the module that was opened does not close it.
    const near = changed(many, opened, { focus: 'lab.subject:T1' });
    expect(resolve(many, near).collapsed.size).toBe(0);
    expect(changed(many, opened, { direction: 'TB' }).toggled).toEqual([
      'lab.subject'
    ]);
  });

  it('hides or fades what is outside of the focus', () => {
    const view = {
      ...DEFAULT_VIEW,
      focus: RECORDING,
      upstream: 1,
      downstream: 0
    };
    const ids = (of: typeof view) =>
      resolve(lab, of).drawing.nodes.map(node => node.id);
    expect(ids(view)).toEqual([
      'lab.session:Session',
      RECORDING,
      'external:probes.Probe'
    ]);
    const faded = resolve(lab, { ...view, hideOthers: false });
    expect(faded.drawing.nodes.length).toBeGreaterThan(5);
    expect(faded.faded.has(RECORDING)).toBe(false);
    expect(faded.faded.has('lab.subject:Subject')).toBe(true);
  });

  it('finds the path whichever end comes first', () => {
    const ends: [string, string] = ['lab.ephys:Sorting', 'lab.subject:Subject'];
    for (const path of [ends, [ends[1], ends[0]] as typeof ends]) {
      const { wanted } = resolve(lab, { ...DEFAULT_VIEW, path });
      expect([...wanted!].sort()).toEqual([
        RECORDING,
        'lab.ephys:Sorting',
        'lab.session:Session',
        'lab.subject:Subject'
      ]);
    }
  });

  it('says what it can no longer show', () => {
    const gone = { ...DEFAULT_VIEW, focus: 'lab.gone:Gone' };
    expect(resolve(lab, gone).problems[0]).toContain('lab.gone:Gone');
    expect(resolve(lab, gone).drawing.nodes.length).toBeGreaterThan(5);
  });
});

describe('a view as code', () => {
  const focus = {
    ...DEFAULT_VIEW,
    focus: RECORDING,
    upstream: 2,
    downstream: null
  };

  it('is a dj.Diagram that walks the two directions apart', () => {
    expect(toPython(lab, focus)).toBe(
      'import datajoint as dj\nfrom lab import ephys\nfrom lab import report\nfrom lab import session\nfrom lab import subject\n\n' +
        '(dj.Diagram(ephys.Recording) - 2) + (dj.Diagram(ephys.Recording) + 999)\n'
    );
  });

  it('is a selector that selects the same', () => {
    const selector = toSelector(lab, focus);
    expect(selector).toBe('2+Recording+');
    expect(
      [...select(source.tables, graphOf(lab), selector).tables].sort()
    ).toEqual([...resolve(lab, focus).wanted!].sort());
    const path = {
      ...DEFAULT_VIEW,
      path: ['lab.ephys:Sorting', 'lab.subject:Subject'] as [string, string]
    };
    expect(
      [
        ...select(source.tables, graphOf(lab), toSelector(lab, path)).tables
      ].sort()
    ).toEqual([...resolve(lab, path).wanted!].sort());
  });

  const expression = (view: Partial<typeof focus>): string =>
    toPython(lab, { ...DEFAULT_VIEW, ...view }).split('\n\n')[1];
  const command = (view: Partial<typeof focus>): string =>
    toCommand(lab, { ...DEFAULT_VIEW, ...view });

  it('is what focus and selector have in common', () => {
    const view = { focus: RECORDING, select: 'tier:lookup Session' };
    expect(expression(view)).toBe(
      '((dj.Diagram(ephys.Recording) - 1) + (dj.Diagram(ephys.Recording) + 1))' +
        ' * (dj.Diagram(subject.Species) + dj.Diagram(session.Session))\n'
    );
    expect(command(view)).toBe(
      "djlab diagram . --select 'tier:lookup,1+Recording+1 Session,1+Recording+1'"
    );
  });

  it('takes out what is hidden', () => {
    const view = {
      select: '+Session',
      hidden: ['lab.subject:Species', 'lab.report']
    };
    expect(expression(view)).toMatch(
      /^\(.*\) - dj\.Diagram\(subject\.Species\) - dj\.Diagram\(report\.schema\)\n$/s
    );
    expect(toSelector(lab, { ...DEFAULT_VIEW, ...view })).toBe(
      'Subject Session'
    );
  });

  it('closes the modules that are closed', () => {
    expect(expression({ base: 'modules' })).toContain(
      'dj.Diagram(subject.schema).collapse()'
    );
    expect(command({ base: 'modules' })).toBe('djlab diagram . --modules');
    expect(command({ toggled: ['lab.subject'], direction: 'TB' })).toBe(
      'djlab diagram . --collapse lab.subject --direction TB'
    );
  });

  it('is two tables where nothing joins them', () => {
    const path: [string, string] = ['lab.subject:Species', 'lab.gone:Gone'];
    expect(expression({ path })).not.toContain('gone');
    const apart: [string, string] = ['lab.session:Session.Observer', RECORDING];
    expect(expression({ path: apart })).toBe(
      'dj.Diagram(session.Session.Observer) + dj.Diagram(ephys.Recording)\n'
    );
    expect(command({ path: apart })).toBe(
      "djlab diagram . --select 'Session.Observer Recording'"
    );
  });

  it('is quoted for the shell', () => {
    const view = { ...DEFAULT_VIEW, select: "x'; rm -rf /" };
    expect(toCommand(lab, view)).toBe(
      "djlab diagram . --select 'x'\\''; rm -rf /'"
    );
  });
});

describe('imports', () => {
  it('tell modules of the same name apart', () => {
    const imports = new Imports(['a.ephys', 'a.ingest.ephys', 'lab']);
    expect(imports.statements).toEqual([
      'from a import ephys as a_ephys',
      'from a.ingest import ephys as ingest_ephys',
      'import lab'
    ]);
    expect(imports.name('a.ingest.ephys')).toBe('ingest_ephys');
  });
});

describe('a link', () => {
  it('gives the view back, behind a base URL', () => {
    const view = toView({ focus: RECORDING, upstream: null, toggled: ['a'] });
    const link = toLink({ project: 'a/ü b', view }, 'http://h/user/me/');
    expect(link.startsWith('http://h/user/me/lab?djlab=')).toBe(true);
    expect(fromQuery(new URL(link).search)).toEqual({ project: 'a/ü b', view });
  });

  it.each(['?djlab=', '?djlab=%7B', '?djlab=[]', '?djlab=null', '?djlab=3'])(
    'that is damaged opens the default view: %s',
    query => {
      expect(fromQuery(query)).toEqual({ project: null, view: DEFAULT_VIEW });
    }
  );

  it('leaves fields of a wrong type at their default', () => {
    const view = toView({
      upstream: -1,
      downstream: 'all',
      path: ['a'],
      base: 'x',
      toggled: [1, 'm']
    });
    expect(compact(view)).toEqual({ toggled: ['m'] });
  });

  it('is not what another query means', () => {
    expect(fromQuery('?reset')).toBeNull();
  });
});

describe('the facts behind an edge', () => {
  it('are the import lines, the foreign keys and the cycle', () => {
    const facts = edgeFacts(lab, 'lab.tools', 'lab.ephys');
    expect(facts.imports.map(item => [item.path, item.line])).toEqual([
      ['src/lab/ephys.py', 3]
    ]);
    expect(facts.foreignKeys).toEqual([]);
    expect(facts.cycles[0].steps.map(step => step.line)).toEqual([3, 2]);
    const bundle = edgeFacts(lab, 'lab.subject', 'lab.session');
    expect(bundle.foreignKeys.map(item => item.text)).toEqual([
      'Session → subject.Subject',
      "Session.Observer → subject.Subject.proj(observer='subject_id')"
    ]);
  });
});

describe('two snapshots', () => {
  const next = (tables: ReadonlyArray<string>) =>
    new Snapshot(
      nextState(lab.state, {
        ...lab.state,
        project: undefined,
        revision: 2,
        delta: {
          modules: [],
          removed_modules: [],
          removed_tables: [],
          tables: lab.project.tables
            .filter(({ id }) => tables.includes(id))
            .map(table => ({ ...table, comment: 'new' })),
          findings: []
        }
      })!
    );

  it('are drawn alike when only findings differ', () => {
    expect(drawnAlike(lab, next([]))).toBe(true);
    expect(drawnAlike(lab, next([RECORDING]))).toBe(false);
  });
});

describe('the level of a view that does not say it', () => {
  const large = (tables: number): Snapshot =>
    snapshot({
      ...source,
      tables: Array.from({ length: tables }, (_, at) => ({
        ...source.tables[0],
        id: `lab.subject:T${at}`,
        class: `T${at}`,
        table: `t${at}`,
        master: null,
        foreign_keys: []
      })),
      module_edges: []
    });

  it('is decided by the number of tables, and kept when that changes', () => {
    const opened = resolve(large(60), DEFAULT_VIEW);
    expect(opened.closed).toBe(false);
    expect(resolve(large(61), DEFAULT_VIEW).closed).toBe(true);
    expect(resolve(large(61), DEFAULT_VIEW, opened).closed).toBe(false);
    const closed = resolve(large(61), DEFAULT_VIEW);
    expect(resolve(large(60), DEFAULT_VIEW, closed).closed).toBe(true);
  });

  it('is decided anew for another part, but the whole keeps its own', () => {
    const { closedWhole } = resolve(large(61), DEFAULT_VIEW);
    const part = { ...DEFAULT_VIEW, select: 'T1' };
    expect(resolve(large(61), part, { closedWhole }).closed).toBe(false);
    expect(resolve(large(61), DEFAULT_VIEW, { closedWhole }).closed).toBe(true);
    const opened = resolve(large(60), DEFAULT_VIEW).closedWhole;
    const whole = { closedWhole: opened };
    expect(resolve(large(90), DEFAULT_VIEW, whole).closed).toBe(false);
  });
});
