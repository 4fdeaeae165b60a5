/**
 * Pages to compare the live map with: one that shows nothing, and one that has a canvas of the map's size and nothing to
 * do but draw so many moving dots on it in each frame.
 */
export const EMPTY_PAGE = '<!doctype html><title>nothing</title>';

export interface BareCanvas {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dots: number;
}

export const bareCanvasPage = ({ widthPx, heightPx, dots }: BareCanvas) => `<!doctype html>
<title>dots</title>
<canvas width="${widthPx}" height="${heightPx}"></canvas>
<script>
  // Drawn in memory, which is quicker where there is no graphics hardware; the map does so, too.
  const context = document.querySelector('canvas').getContext('2d', { willReadFrequently: true });
  requestAnimationFrame(function draw(nowMs) {
    context.clearRect(0, 0, ${widthPx}, ${heightPx});
    for (let i = 0; i < ${dots}; i += 1) {
      const x = ((i * 0.7548776662) % 1) * ${widthPx} + 5 * Math.sin(nowMs / 1000 + i);
      const y = ((i * 0.569840291) % 1) * ${heightPx} + 5 * Math.cos(nowMs / 1000 + i);
      context.fillStyle = 'hsl(' + (i % 7) * 50 + ' 80% 50%)';
      context.beginPath();
      context.arc(x, y, 6, 0, 2 * Math.PI);
      context.fill();
    }
    requestAnimationFrame(draw);
  });
</script>`;
