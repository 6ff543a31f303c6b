/** A drawing: open water, a wall with a gap, calm water. Decoration only. */
export function HarbourView() {
  return (
    <svg className="bw-harbour" viewBox="0 0 420 260" aria-hidden="true">
      {[0, 1, 2, 3].map((row) => (
        <path key={`open-${row}`} className="bw-harbour__open" d={swell(26 + row * 26, 7)} />
      ))}
      <path className="bw-harbour__wall" d="M12 156c70-34 120-34 166-14M408 156c-50-34-104-38-158-20" />
      <circle className="bw-harbour__light" cx="180" cy="142" r="7" />
      <circle className="bw-harbour__light" cx="248" cy="136" r="7" />
      {[0, 1, 2].map((row) => (
        <path key={`calm-${row}`} className="bw-harbour__calm" d={swell(190 + row * 26, 1.5)} />
      ))}
    </svg>
  );
}

const WAVES = 7;
const WAVE_LENGTH = 56;

function swell(y: number, height: number): string {
  const half = WAVE_LENGTH / 2;
  const wave = `q${half / 2} ${-2 * height} ${half} 0t${half} 0`;
  return `M14 ${y}${wave.repeat(WAVES)}`;
}
