/** The parts of the Jupyter notebook format (nbformat 4) and of nbgrader's metadata that the page needs. */
export interface Cell {
  id?: string;
  cell_type: string;
  source: string | string[];
  metadata: { nbgrader?: { grade: boolean; solution: boolean; grade_id: string; points?: number } };
  outputs?: unknown[];
  execution_count?: number | null;
}

export interface Notebook {
  cells: Cell[];
  [key: string]: unknown;
}

/** One check: a test cell and what the reader sees of it. */
export interface Check {
  id: string;
  title: string;
  points: number;
  code: string;
}

/** One task: its solution cell, and the checks that stand between it and the next task. */
export interface Task {
  id: string;
  code: string;
  checks: Check[];
}

/** An exercise: the code that every task is given, and the tasks in order. */
export interface Exercise {
  setup: string[];
  tasks: Task[];
}

export function sourceOf(cell: Cell): string {
  return Array.isArray(cell.source) ? cell.source.join('') : cell.source;
}

/** Returns a source as notebook files write it: a list of lines that keep their ends. */
export function linesOf(source: string): string[] {
  return source.split(/(?<=\n)/);
}

export function readExercise(notebook: Notebook): Exercise {
  const exercise: Exercise = { setup: [], tasks: [] };
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'code') continue;
    const role = cell.metadata.nbgrader;
    const task = exercise.tasks.at(-1);
    if (role?.solution) exercise.tasks.push({ id: role.grade_id, code: sourceOf(cell), checks: [] });
    else if (role?.grade && task) task.checks.push(checkOf(cell, role.grade_id, task.id));
    else if (!task) exercise.setup.push(sourceOf(cell));
  }
  return exercise;
}

function checkOf(cell: Cell, id: string, task: string): Check {
  const words = id.replace(`${task}-`, '').replace(/^check-/, '').replaceAll('-', ' ');
  return {
    id,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    points: cell.metadata.nbgrader?.points ?? 0,
    code: sourceOf(cell),
  };
}

/** Returns the notebook with the reader's code in its solution cells; everything else stays as it was. */
export function withEdits(notebook: Notebook, edits: ReadonlyMap<string, string>): Notebook {
  const cells = notebook.cells.map((cell) => {
    const role = cell.metadata.nbgrader;
    const edit = role?.solution ? edits.get(role.grade_id) : undefined;
    return edit === undefined ? cell : { ...cell, source: linesOf(edit) };
  });
  return { ...notebook, cells };
}
