/** Names of what draws in place of graphics hardware: of Chromium, Mesa and Windows. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * Whether this browser draws without graphics hardware. `mapCanvas` is that of MapLibre, whose context is asked, because
 * another one would cost as much as it.
 */
export function isSoftwareRendered(mapCanvas: HTMLCanvasElement): boolean {
  const gl = mapCanvas.getContext('webgl2');
  if (gl === null) return true;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  return typeof renderer === 'string' && SOFTWARE.test(renderer);
}
