export * from "@/shared/limits/limit-rules";
