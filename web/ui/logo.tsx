export const Logo = ({ size = 34 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 34 34" aria-hidden="true" class="shrink-0">
    <defs>
      <linearGradient id="logo" x1="0" y1="0" x2="1" y2="1">
        <stop offset="0" stop-color="var(--color-primary-400)" />
        <stop offset="1" stop-color="var(--color-primary-700)" />
      </linearGradient>
    </defs>
    <rect width="34" height="34" rx="10" fill="url(#logo)" />
    <path
      d="M9.5 12.2c0-1.5 1.2-2.7 2.7-2.7h9.6c1.5 0 2.7 1.2 2.7 2.7v6.1c0 1.5-1.2 2.7-2.7 2.7h-4.2l-4 3.3c-.5.4-1.2.1-1.2-.6V21c-1.6 0-2.9-1.2-2.9-2.7z"
      fill="#fff"
    />
    <circle cx="13.9" cy="15.3" r="1.45" fill="var(--color-primary-600)" />
    <circle cx="20.1" cy="15.3" r="1.45" fill="#06b6d4" />
    <path d="M13.9 15.3h6.2" stroke="var(--color-primary-600)" stroke-width="1.2" />
  </svg>
);
