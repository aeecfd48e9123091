export function warm(celsius) {
  return celsius >= 60;
}
