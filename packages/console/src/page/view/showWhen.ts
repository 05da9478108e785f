/** Opens a dialog over everything, or closes it; focus goes in and comes back by itself. */
export function showWhen(isOpen: boolean): (dialog: HTMLDialogElement | null) => void {
  return (dialog) => {
    if (dialog === null || dialog.open === isOpen) return;
    if (isOpen) dialog.showModal();
    else dialog.close();
  };
}
