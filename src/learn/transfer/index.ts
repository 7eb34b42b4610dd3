export { createTransfer, standardized, type Pretrained, type Transfer } from './pretrained';
