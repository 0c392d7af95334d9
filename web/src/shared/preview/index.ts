export { formatsQuery, previewQuery, type AlertPreview, type PreviewInput } from "./api";
export { FaultList } from "./fault-list";
export { MessageEditor } from "./message-editor";
export { PreviewView } from "./preview-view";
export { RuleList } from "./rule-list";
export { samples } from "./samples";
export { targetOf } from "./decision";
