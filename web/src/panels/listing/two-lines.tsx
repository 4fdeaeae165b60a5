export interface TwoLinesProps {
  readonly main: string;
  readonly sub: string;
  /** Which of them is the name. Of a long one the end is shown: serials begin alike and end apart. */
  readonly nameIs: 'main' | 'sub';
}

/** What something is, and below it, smaller, what tells it from others. In full on hover. */
export function TwoLines({ main, sub, nameIs }: TwoLinesProps) {
  return (
    <>
      <Line text={main} look="cell-main" isName={nameIs === 'main'} />
      <Line text={sub} look="cell-sub" isName={nameIs === 'sub'} />
    </>
  );
}

interface LineProps {
  readonly text: string;
  readonly look: 'cell-main' | 'cell-sub';
  readonly isName: boolean;
}

function Line({ text, look, isName }: LineProps) {
  return (
    <span class={`${look}${isName ? ' cell-end' : ''}`} title={text}>
      <bdi class={isName ? 'cell-name' : undefined} dir="ltr">
        {text}
      </bdi>
    </span>
  );
}
