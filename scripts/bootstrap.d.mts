export declare const repositoryRoot: string;
export declare class SetupMissing extends Error {}
export declare function bootstrap(wanted: { chromium: boolean }): void;
export declare function execOnPinnedNode(scriptPath: string, args: readonly string[]): Promise<number>;
export declare function runCommand(main: () => Promise<number>): Promise<void>;
export declare function findChromium(): string | undefined;
