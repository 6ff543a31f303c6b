/**
 * The school grade (US) a reader needs for an English text: 0.39 × words per sentence + 11.8 × syllables per word − 15.59
 * (Kincaid, Fishburne, Rogers and Chissom, Derivation of New Readability Formulas, 1975). Syllables are counted by groups
 * of vowels, a silent final e taken off; a number or a code is read as one word of one syllable per character, at most 4.
 */
export function readingGrade(text: string): number {
  const sentences = text.split(/[.!?:]+(?:\s|$)/).filter((sentence) => /\w/.test(sentence));
  const words = text.match(/[A-Za-z0-9][A-Za-z0-9'.-]*/g) ?? [];
  if (words.length === 0) return 0;
  const syllables = words.reduce((sum, word) => sum + countSyllables(word), 0);
  return 0.39 * (words.length / Math.max(1, sentences.length)) + 11.8 * (syllables / words.length) - 15.59;
}

export function countSyllables(word: string): number {
  if (/\d/.test(word)) return Math.min(word.replace(/[^A-Za-z0-9]/g, "").length, 4);
  const lower = word.toLowerCase().replace(/[^a-z]/g, "");
  const groups = lower.match(/[aeiouy]+/g)?.length ?? 0;
  const isSilent = /[^aeiouyl]e$/.test(lower) || /[^aeiouydt]ed$/.test(lower);
  return Math.max(1, groups - (isSilent ? 1 : 0));
}
