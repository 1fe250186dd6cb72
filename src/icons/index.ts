import { LabIcon } from '@jupyterlab/ui-components';

import djlabSvg from '../../style/icons/djlab.svg';

/** Tables and what is computed from them: the mark of djlab. */
export const djlabIcon = new LabIcon({ name: 'djlab:logo', svgstr: djlabSvg });
