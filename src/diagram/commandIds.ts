/** Commands of the diagram that is shown. */
export namespace DiagramCommands {
  export const focus = 'djlab:diagram-focus';
  export const toggle = 'djlab:diagram-toggle-module';
  export const attributes = 'djlab:diagram-show-attributes';
  export const hide = 'djlab:diagram-hide';
  export const copyPython = 'djlab:diagram-copy-python';
  export const copyCommand = 'djlab:diagram-copy-command';
  export const copyLink = 'djlab:diagram-copy-link';
  export const copyImage = 'djlab:diagram-copy-image';
  export const copyMermaid = 'djlab:diagram-copy-mermaid';
  export const copyDot = 'djlab:diagram-copy-dot';
  export const exportSvg = 'djlab:diagram-export-svg';
  export const exportSvgSeen = 'djlab:diagram-export-svg-seen';
  export const exportPng = 'djlab:diagram-export-png';
  export const exportPngSeen = 'djlab:diagram-export-png-seen';
  export const exportMermaid = 'djlab:diagram-export-mermaid';
  export const exportDot = 'djlab:diagram-export-dot';
  export const exportJson = 'djlab:diagram-export-json';
}
