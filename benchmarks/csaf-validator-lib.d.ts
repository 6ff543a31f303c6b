// The library is plain JavaScript with JSDoc types; these are the parts we call. Of each family of tests
// one is named here for its type; the modules export them all.
interface CsafTestFinding {
  readonly instancePath: string;
  readonly message?: string;
}

interface CsafTestResult {
  readonly isValid?: boolean;
  readonly errors?: readonly CsafTestFinding[];
  readonly warnings?: readonly CsafTestFinding[];
  readonly infos?: readonly CsafTestFinding[];
}

type CsafTest = (document: unknown) => CsafTestResult | Promise<CsafTestResult>;

declare module "@secvisogram/csaf-validator-lib/schemaTests.js" {
  export const csaf_2_0: CsafTest;
}
declare module "@secvisogram/csaf-validator-lib/mandatoryTests.js" {
  export const mandatoryTest_6_1_1: CsafTest;
}
declare module "@secvisogram/csaf-validator-lib/optionalTests.js" {
  export const optionalTest_6_2_1: CsafTest;
}
declare module "@secvisogram/csaf-validator-lib/informativeTests.js" {
  export const informativeTest_6_3_1: CsafTest;
}
