export { ConnectionMark } from "./connection-mark";
export { ConnectionView } from "./connection-view";
export { CONNECTION, isTroubled } from "./connection-words";
