/** Returns a day as the book writes it: 3 May 2027. */
export function day(moment: string | Date): string {
  return new Date(moment).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
}
