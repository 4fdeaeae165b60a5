import type { Priority } from '../domain/priority.js';

/** An entry's place: in the list of its lane, and in the chain of those with its order key. */
export interface Node<T> {
  readonly entry: T;
  readonly droppable: boolean;
  readonly key: KeyChain<T>;
  previous: Node<T> | null;
  next: Node<T> | null;
  previousOfKey: Node<T> | null;
  nextOfKey: Node<T> | null;
}

/** All that waits with one order key, oldest first; it is all in one lane. */
export interface KeyChain<T> {
  lane: Lane<T>;
  first: Node<T> | null;
  last: Node<T> | null;
}

/** A doubly linked list: entries leave it from the front, when they have to go, and when they move up. */
export interface Lane<T> {
  readonly priority: Priority;
  size: number;
  first: Node<T> | null;
  last: Node<T> | null;
  /** Nothing before it may be dropped; null: nothing at all may. Saves looking again and again. */
  droppableFrom: Node<T> | null;
  /** What a take promised it and could not give, as a fraction of an entry. */
  owed: number;
}

export function createLane<T>(priority: Priority): Lane<T> {
  return { priority, size: 0, first: null, last: null, droppableFrom: null, owed: 0 };
}

export function append<T>(lane: Lane<T>, node: Node<T>): void {
  node.previous = lane.last;
  node.next = null;
  if (lane.last === null) lane.first = node;
  else lane.last.next = node;
  lane.last = node;
  lane.droppableFrom ??= node;
  lane.size++;
}

export function prepend<T>(lane: Lane<T>, node: Node<T>): void {
  node.previous = null;
  node.next = lane.first;
  if (lane.first === null) lane.last = node;
  else lane.first.previous = node;
  lane.first = node;
  lane.droppableFrom = node;
  lane.size++;
}

export function unlink<T>(lane: Lane<T>, node: Node<T>): void {
  if (node.previous === null) lane.first = node.next;
  else node.previous.next = node.next;
  if (node.next === null) lane.last = node.previous;
  else node.next.previous = node.previous;
  if (lane.droppableFrom === node) lane.droppableFrom = node.next;
  lane.size--;
}

/** The oldest that may be dropped; null when none may. */
export function oldestDroppable<T>(lane: Lane<T>): Node<T> | null {
  while (lane.droppableFrom !== null && !lane.droppableFrom.droppable) {
    lane.droppableFrom = lane.droppableFrom.next;
  }
  return lane.droppableFrom;
}

export function appendToKey<T>(key: KeyChain<T>, node: Node<T>): void {
  node.previousOfKey = key.last;
  if (key.last === null) key.first = node;
  else key.last.nextOfKey = node;
  key.last = node;
}

export function prependToKey<T>(key: KeyChain<T>, node: Node<T>): void {
  node.nextOfKey = key.first;
  if (key.first === null) key.last = node;
  else key.first.previousOfKey = node;
  key.first = node;
}

export function unlinkFromKey<T>(key: KeyChain<T>, node: Node<T>): void {
  if (node.previousOfKey === null) key.first = node.nextOfKey;
  else node.previousOfKey.nextOfKey = node.nextOfKey;
  if (node.nextOfKey === null) key.last = node.previousOfKey;
  else node.nextOfKey.previousOfKey = node.previousOfKey;
}
