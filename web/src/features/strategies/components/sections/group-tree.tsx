/** A rule as a tree: boxes of "all of" and "any of" with rows in them; each row and box can be turned around with "not". */
import { ArrowDown, ArrowUp, Group, Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";
import { Button, NativeSelect } from "@/shared/ui";
import { componentIds } from "../../document/components";
import * as groups from "../../document/groups";
import { getIn, type Json, type Path } from "../../document/json";
import { ExpressionInput } from "../fields/expression-field";
import { RemarkLine, useRemarks } from "../fields/place";
import { SmallAct } from "../fields/section";
import { useBuilder } from "../state/builder";

interface TreeProps {
  label: string;
  root: Json;
  path: Path;
  onChange: (root: Json | null) => void;
}

export function GroupTree(tree: TreeProps) {
  return <Branch tree={tree} steps={[]} siblings={1} />;
}

interface BranchProps {
  tree: TreeProps;
  steps: groups.Steps;
  siblings: number;
}

function Branch({ tree, steps, siblings }: BranchProps) {
  const { outer, inner } = groups.waysTo(tree.root, steps);
  const node = groups.nodeOf(getIn(tree.root, outer));
  const { isNot } = node;
  const box = node.kind !== "leaf" && node.kind !== "other";
  const where = steps.length === 0 ? tree.label : `${tree.label} ${steps.map((step) => step + 1).join(".")}`;
  const acts = <Acts tree={tree} steps={steps} siblings={siblings} where={where} isNot={isNot} isBox={box} />;
  if (node.kind === "other") return <Strange tree={tree} path={[...tree.path, ...inner]} acts={acts} />;
  if (node.kind === "leaf")
    return (
      <Leaf
        tree={tree}
        steps={steps}
        inner={inner}
        text={node.text}
        where={where}
        acts={acts}
        isNot={isNot}
      />
    );
  const set = tree.onChange;
  return (
    <Box path={[...tree.path, ...inner]} isNot={isNot} label={where}>
      <div className="flex flex-wrap items-center gap-1.5">
        {isNot && <NotWord />}
        <NativeSelect
          aria-label={`${where}: how many must hold`}
          className="h-7 w-auto text-xs! font-medium"
          value={node.kind}
          onChange={(event) => set(groups.setKind(tree.root, steps, event.target.value as groups.GroupKind))}
        >
          <option value="all">All of these</option>
          <option value="any">Any of these</option>
        </NativeSelect>
        <span className="ml-auto flex items-center">{acts}</span>
      </div>
      <ul className="grid gap-2">
        {node.items.map((_, i) => (
          <li key={i}>
            <Branch tree={tree} steps={[...steps, i]} siblings={node.items.length} />
          </li>
        ))}
      </ul>
      <AddRow tree={tree} steps={steps} where={where} />
    </Box>
  );
}

function Box({
  path,
  isNot,
  label,
  children,
}: {
  path: Path;
  isNot: boolean;
  label: string;
  children: ReactNode;
}) {
  const [ref, said] = useRemarks<HTMLDivElement>(path);
  return (
    <div
      ref={ref}
      tabIndex={-1}
      role="group"
      aria-label={label}
      className={cn(
        "grid gap-2 rounded-control border border-l-3 border-line bg-sunken/50 p-2",
        isNot ? "border-l-warn" : "border-l-accent",
      )}
    >
      {children}
      {said.map((remark, i) => (
        <RemarkLine key={i} remark={remark} />
      ))}
    </div>
  );
}

const NotWord = () => (
  <span className="rounded-[4px] bg-warn-soft px-1.5 py-0.5 text-xs font-semibold text-warn">not</span>
);

interface LeafProps {
  tree: TreeProps;
  steps: groups.Steps;
  inner: Path;
  text: string;
  where: string;
  isNot: boolean;
  acts: ReactNode;
}

function Leaf({ tree, steps, inner, text, where, isNot, acts }: LeafProps) {
  return (
    <div className="flex flex-wrap items-start gap-1.5">
      {isNot && (
        <span className="flex h-9 items-center">
          <NotWord />
        </span>
      )}
      <ExpressionInput
        path={[...tree.path, ...inner]}
        label={`${where}: component or condition`}
        isLabelHidden
        value={text}
        placeholder="a component's name, or a condition"
        onChange={(typed) => tree.onChange(groups.setLeaf(tree.root, steps, typed))}
        className="min-w-32 flex-1"
      />
      <span className="flex h-9 items-center">{acts}</span>
    </div>
  );
}

function Strange({ tree, path, acts }: { tree: TreeProps; path: Path; acts: ReactNode }) {
  return (
    <Box path={path} isNot={false} label={tree.label}>
      <div className="flex items-start gap-2 text-xs text-ink-soft">
        <p className="flex-1">
          This part is written in a way the tree does not show. It stays as it is in the text.
        </p>
        {acts}
      </div>
    </Box>
  );
}

interface ActsProps extends BranchProps {
  where: string;
  isNot: boolean;
  isBox: boolean;
}

function Acts({ tree, steps, siblings, where, isNot, isBox }: ActsProps) {
  const at = steps.at(-1) ?? 0;
  const set = tree.onChange;
  return (
    <>
      <Button
        size="sm"
        variant="quiet"
        className="px-1.5 text-ink-soft"
        aria-pressed={isNot}
        aria-label={`Not: ${where}`}
        onClick={() => set(groups.toggleNot(tree.root, steps))}
      >
        not
      </Button>
      {siblings > 1 && (
        <>
          <SmallAct
            label={`Move ${where} up`}
            icon={<ArrowUp aria-hidden />}
            disabled={at === 0}
            onClick={() => set(groups.move(tree.root, steps, -1))}
          />
          <SmallAct
            label={`Move ${where} down`}
            icon={<ArrowDown aria-hidden />}
            disabled={at === siblings - 1}
            onClick={() => set(groups.move(tree.root, steps, 1))}
          />
        </>
      )}
      {!isBox && steps.length < groups.GROUP_DEPTH_MAX - 1 && (
        <SmallAct
          label={`Put ${where} into a group`}
          icon={<Group aria-hidden />}
          onClick={() => set(groups.wrap(tree.root, steps, "any"))}
        />
      )}
      <SmallAct
        label={`Remove ${where}`}
        icon={<Trash2 aria-hidden />}
        onClick={() => set(groups.removeNode(tree.root, steps))}
      />
    </>
  );
}

/** Add a component by name, a condition, or a group. */
function AddRow({ tree, steps, where }: { tree: TreeProps; steps: groups.Steps; where: string }) {
  const { document } = useBuilder();
  const ids = componentIds(document);
  const add = (item: Json) => tree.onChange(groups.addTo(tree.root, steps, item));
  return (
    <div className="flex flex-wrap gap-1.5">
      {ids.length > 0 && (
        <NativeSelect
          aria-label={`Add a component to ${where}`}
          className="h-7 w-auto max-w-40 text-xs!"
          value=""
          onChange={(event) => event.target.value && add(event.target.value)}
        >
          <option value="">Add a component</option>
          {ids.map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </NativeSelect>
      )}
      <Button
        size="sm"
        variant="quiet"
        onClick={() => add("close > open")}
        aria-label={`Add a condition to ${where}`}
      >
        <Plus aria-hidden /> Condition
      </Button>
      {steps.length < groups.GROUP_DEPTH_MAX - 2 && (
        <Button
          size="sm"
          variant="quiet"
          onClick={() => add({ any: ["close > open"] })}
          aria-label={`Add a group to ${where}`}
        >
          <Plus aria-hidden /> Group
        </Button>
      )}
    </div>
  );
}
