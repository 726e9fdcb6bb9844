// Which tables of a lake a query needs, made views: the library asks lakes likewise.
export { type LakeViews, openLakeViews } from '../../ask/lake-views.ts'
