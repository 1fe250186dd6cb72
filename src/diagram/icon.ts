import { LabIcon } from '@jupyterlab/ui-components';

import svgstr from '../../style/icons/diagram.svg';

export const diagramIcon = new LabIcon({ name: 'djlab:diagram', svgstr });
